"""`tablo run`: a daily run, or a range of days, watched as it goes."""

import sys
import time
from datetime import date, datetime

import click
import dagster as dg
from rich.console import Console

from connectors.common.errors import Problem
from pipelines.assets.sources.accepting import Acceptance, as_tag
from pipelines.assets.sources.pulling import REFRESH_TAG
from pipelines.cli.accept import accepted_keys, parse_accepted
from pipelines.cli.days import days_to_run
from pipelines.cli.demo import demo_world
from pipelines.cli.instance import dagster_instance
from pipelines.cli.summary import print_summary, troubles_of
from pipelines.cli.watching import Watched, watching
from pipelines.only_run import COMMAND_LINE, end_killed_runs, only_run
from pipelines.workspace import Workspace

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
PIPE_WIDTH = 132  # a pipe has no width of its own, and 80 would break the names
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option(
    "--from",
    "first",
    type=DAY,
    metavar="DAY",
    help="First day, e.g. 2026-10-01. Default: the oldest missing or mutable day.",
)
@click.option("--to", "last", type=DAY, metavar="DAY", help="Last day, included. Default: yesterday.")
@click.option(
    "--refresh",
    type=click.Choice(["mutable", "all", "none"]),
    default="mutable",
    show_default=True,
    help="Which days are fetched again: those that a source may still change, every day of the range, or none.",
)
@click.option(
    "--accept",
    "accepted",
    metavar="SOURCE/STREAM/DATE",
    callback=parse_accepted,
    multiple=True,
    help="Let a load that was kept aside, because its day came back much smaller, replace the day. May be repeated.",
)
@click.option(
    "--select", metavar="ASSETS", help="Only these assets, in Dagster's selection syntax, e.g. 'group:marts'."
)
def run_command(
    first: datetime | None,
    last: datetime | None,
    refresh: str,
    accepted: tuple[Acceptance, ...],
    select: str | None,
) -> None:
    """Fetch, derive, score and publish: a daily run, or a range of days.

    \b
    Examples:
      tablo run
      tablo run --from 2026-10-01 --to 2026-10-31 --refresh all
      tablo run --refresh none                    replay the lake, ask no source
      tablo run --accept yandex_metrica/visits/2026-10-05
    """
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    started = time.monotonic()
    workspace = Workspace.from_os()
    workspace.stamp_home()
    with only_run(workspace.environment.home), demo_world(workspace.environment):
        keys = accepted_keys(workspace, accepted)
        tags = {REFRESH_TAG: refresh, **as_tag(accepted), **_derived(first, last)}
        result, watched = _execute(console, workspace, days_to_run(workspace, first, last), tags, select, keys)
    troubles = troubles_of(result, watched)
    print_summary(console, workspace, result, watched, troubles, time.monotonic() - started)
    if troubles or not result.success:
        raise click.exceptions.Exit(1)


def _execute(
    console: Console,
    workspace: Workspace,
    days: tuple[date, date],
    tags: dict[str, str],
    select: str | None,
    besides: list[dg.AssetKey],
) -> tuple[dg.ExecuteInProcessResult, Watched]:
    from pipelines.definitions import build_definitions
    from pipelines.partitions import range_tags
    from pipelines.schedules import DAILY

    job = build_definitions(workspace).resolve_job_def(DAILY)
    selection = _selected(job, select, besides)
    with dagster_instance(workspace.environment.home) as instance, watching(console, *days) as watched:
        end_killed_runs(instance)
        result = job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            tags={**range_tags(*days), **COMMAND_LINE, **tags},
            asset_selection=selection,
            raise_on_error=False,
        )
    return result, watched


def _derived(first: datetime | None, last: datetime | None) -> dict[str, str]:
    """Days that are given are all derived anew; a daily run derives what its loads change."""
    from pipelines.partitions import CHANGED

    return {} if first or last else CHANGED


def _selected(job: dg.JobDefinition, select: str | None, besides: list[dg.AssetKey]) -> list[dg.AssetKey] | None:
    """What is accepted is taken into the lake whatever else is selected."""
    if not select:
        return None
    try:
        keys = dg.AssetSelection.from_string(select).resolve(job.asset_layer.asset_graph)
    except dg.DagsterError:
        keys = set()
    if not keys:
        raise Problem(f"--select {select!r} names no asset.", mend="Try 'group:marts' or 'key:\"marts/roi_daily\"'.")
    return sorted({*keys, *besides})
