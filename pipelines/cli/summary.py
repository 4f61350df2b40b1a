"""What a run says at its end: a sentence for each trouble, and where to look."""

import dagster as dg
from rich.console import Console
from rich.markup import escape

from pipelines.cli.own_name import own_name
from pipelines.workspace import Workspace


def troubles_of(result: dg.ExecuteInProcessResult) -> list[str]:
    """One sentence for each failed check and failed step."""
    lines = []
    for check in result.get_asset_check_evaluations():
        if not check.passed:
            name = "/".join(check.asset_key.path)
            said = check.description or f"check {check.check_name} found {_offending(check)} offending rows"
            lines += [f"{name}: {line}" for line in said.splitlines()]
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            lines.append(f"{event.step_key}: {_last_line(event.step_failure_data, error)}")
    return list(dict.fromkeys(lines))


def _offending(check: dg.AssetCheckEvaluation) -> object:
    value = check.metadata.get("offending_rows")
    return getattr(value, "value", "some")


def _last_line(data: object, error: object) -> str:
    failure = getattr(data, "user_failure_data", None)
    if failure is not None and failure.description:
        return str(failure.description)
    cause = getattr(error, "cause", None) or error
    return str(getattr(cause, "message", cause)).strip().splitlines()[-1]


def print_summary(
    console: Console, workspace: Workspace, result: dg.ExecuteInProcessResult, troubles: list[str], seconds: float
) -> None:
    """Each trouble on its line, whether something was published, and where to look."""
    home = workspace.environment.home
    for line in troubles:
        console.print(f"[yellow]![/] {escape(line)}", highlight=False, soft_wrap=True)
    published = home / "published"
    if not result.success:
        console.print("[red]Not published:[/] what was published before is still there.", highlight=False)
    if (published / "marts.duckdb").exists():
        said = f"[green]✓[/] Published in {seconds:.0f} s. Where to look:" if result.success else "Where to look:"
        console.print(said, highlight=False)
        console.print(f"  scorecard   {published / 'scorecard'}", soft_wrap=True, highlight=False)
        console.print(
            f"  database    {published / 'marts.duckdb'}   (open it read-only, then: use marts.marts)",
            soft_wrap=True,
            highlight=False,
        )
        console.print(f"  terminal    {own_name()} scorecard", soft_wrap=True, highlight=False)
        console.print(f"  Dagster     {own_name()} ui", soft_wrap=True, highlight=False)
