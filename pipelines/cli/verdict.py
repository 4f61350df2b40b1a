"""Whether a run has published, in a line: it says what the run did, and not what runs usually do."""

from pathlib import Path

import dagster as dg

from pipelines.assets.publication import DATABASE, PAGES


def has_published(result: dg.ExecuteInProcessResult) -> bool:
    """Whether the database that BI opens is this run's."""
    return DATABASE in _made(result)


def verdict(result: dg.ExecuteInProcessResult, seconds: float, database: Path) -> str:
    """The line, in Rich's markup. `database` is where the published one is, of whatever run."""
    made = _made(result)
    if result.success:
        if DATABASE in made:
            return f"[green]✓[/] Published in {seconds:.0f} s."
        return f"[green]✓[/] Done in {seconds:.0f} s. Nothing was published: --select leaves that out."
    if PAGES in made:
        return "[red]Published, but a step failed:[/] it is named above."
    if DATABASE in made:
        return "[red]Published in part:[/] marts.duckdb is new; pages or workbooks may be those of before."
    if database.exists():
        return "[red]Not published:[/] what was published before is still there."
    return "[red]Not published:[/] and nothing was before."


def _made(result: dg.ExecuteInProcessResult) -> set[dg.AssetKey | None]:
    return {event.asset_key for event in result.get_asset_materialization_events()}
