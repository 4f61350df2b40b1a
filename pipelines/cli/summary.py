"""What a run says at its end: what became of the inbox, a sentence for each trouble, and where to look."""

import re
from pathlib import Path

import dagster as dg
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipelines.assets.inbox import CHECKS
from pipelines.assets.sources.checks import NOTES
from pipelines.assets.sources.restated import SAID
from pipelines.cli.disk import disk_refusal
from pipelines.cli.own_name import own_name
from pipelines.cli.stale import stale_sources
from pipelines.cli.verdict import has_published, verdict
from pipelines.cli.watching import Watched
from pipelines.lake.inbox.summary import InboxSummary, number
from pipelines.lake.inbox.visible import one_line
from pipelines.workspace import Workspace

OURS = re.compile(r"connectors\.common\.errors\.\w+: ")  # Dagster writes the class before an error's sentence
INTERRUPTS = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")
STOPPED = "stopped; what was loaded is kept, and the next run goes on from there."
FOLDERS_SHOWN = 20
TROUBLES_SHOWN = 40


def troubles_of(result: dg.ExecuteInProcessResult, watched: Watched) -> list[str]:
    """One sentence for each failed check and failed step; those of the inbox in the words of its summary."""
    lines = list(watched.summary.troubles) if watched.summary else []
    told = (*NOTES, *CHECKS) if watched.summary else NOTES
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.check_name not in told:
            lines += _lines(check)
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            lines += [f"{event.step_key}: {line}" for line in _said(event.step_failure_data, error)]
    return list(dict.fromkeys(lines))


def notes_of(result: dg.ExecuteInProcessResult) -> list[str]:
    """One sentence for each thing that is good to know, and no trouble."""
    checks = [check for check in result.get_asset_check_evaluations() if check.check_name in NOTES]
    return list(dict.fromkeys(line for check in checks if not check.passed for line in _lines(check)))


def restated_in(result: dg.ExecuteInProcessResult) -> list[str]:
    """A line for each stream of which a source changed days that were loaded before."""
    said = {}
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        if SAID in materialization.metadata:
            stream = materialization.asset_key.path[-1].replace("__", "/")
            said[stream] = f"{stream}: {materialization.metadata[SAID].value}."
    return list(said.values())


def _lines(check: dg.AssetCheckEvaluation) -> list[str]:
    name = "/".join(check.asset_key.path)
    said = check.description or f"check {check.check_name} found {_offending(check)} offending rows"
    return [f"{name}: {line.rstrip()}" for line in said.splitlines()]


def _offending(check: dg.AssetCheckEvaluation) -> object:
    value = check.metadata.get("offending_rows")
    return getattr(value, "value", "some")


def _said(data: object, error: object) -> list[str]:
    """A failure that was told in sentences has a line for each; of any other the first line is shown."""
    failure = getattr(data, "user_failure_data", None)
    if failure is not None and failure.description:
        return str(failure.description).splitlines()
    cause = getattr(error, "cause", None) or error
    if getattr(cause, "cls_name", None) in INTERRUPTS:
        return [STOPPED]
    said = str(getattr(cause, "message", cause)).strip()
    if OURS.match(said):
        return [one_line(OURS.sub("", said).splitlines()[0])]
    first = (said or type(cause).__name__).splitlines()[0]
    return [one_line(disk_refusal(said) or first)]


def print_summary(
    console: Console,
    workspace: Workspace,
    result: dg.ExecuteInProcessResult,
    watched: Watched,
    troubles: list[str],
    seconds: float,
) -> None:
    """What was loaded and restated, each trouble on its line, whether something was published, and where to look."""
    home = workspace.environment.home
    if watched.summary and watched.summary.reports:
        print_inbox(console, watched.summary)
    for line in restated_in(result):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    for line in notes_of(result):
        console.print(f"[yellow]·[/] {escape(line)}", highlight=False, soft_wrap=True)
    for line in troubles[:TROUBLES_SHOWN]:
        console.print(f"[yellow]![/] {escape(line)}", highlight=False, soft_wrap=True)
    if len(troubles) > TROUBLES_SHOWN:
        console.print(f"[yellow]![/] … and {len(troubles) - TROUBLES_SHOWN} more.", highlight=False)
    published = home / "published"
    for line in stale_sources(workspace.environment) if has_published(result) else ():
        console.print(f"[yellow]·[/] Stale: {escape(line)}", highlight=False, soft_wrap=True)
    database = published / "marts.duckdb"
    looked_at = " Where to look:" if database.exists() else ""
    console.print(f"{verdict(result, seconds, database)}{looked_at}", highlight=False)
    places = []
    if looked_at:
        places = [
            *_scorecard(published / "scorecard"),
            ("database", f"{database}   (open it read-only, then: use marts.marts)"),
            ("Dagster", f"{own_name()} ui"),
        ]
    if watched.kept_in:
        places.append(("inbox", f"{watched.kept_in}   (file by file)"))
    for name, place in places:
        console.print(f"  {name:<11} {place}", soft_wrap=True, highlight=False, markup=False)


def _scorecard(pages: Path) -> list[tuple[str, str]]:
    if pages.exists():
        return [("scorecard", str(pages)), ("terminal", f"{own_name()} scorecard")]
    return [("scorecard", "none yet: no role has plans for a month that has begun")]


def print_inbox(console: Console, summary: InboxSummary) -> None:
    """One line in words, and the loaded rows by folder: a hundred files must not flood the terminal."""
    console.print(f"Inbox: {summary.headline}.", highlight=False, markup=False, soft_wrap=True)
    lines = summary.lines
    if not lines:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("  folder", "table", "files", "rows read", "loaded", "skipped", "refused"):
        table.add_column(title, justify="left" if title in ("  folder", "table") else "right", no_wrap=True)
    for line in lines[:FOLDERS_SHOWN]:
        folder = Text(f"  {line.folder}", overflow="ellipsis")
        if line.recognised:
            folder.append(f" ({line.recognised})", "dim")
        counts = (line.files, line.read, line.loaded, line.skipped, line.refused)
        table.add_row(folder, line.table, *(Text(number(count) if count else "–") for count in counts))
    console.print(table)
    if len(lines) > FOLDERS_SHOWN:
        console.print(f"  … and {len(lines) - FOLDERS_SHOWN} more.", highlight=False)
