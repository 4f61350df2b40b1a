"""API sources: one asset a stream, which pulls the days that are asked for into the lake.

A source that is down is a success on its old data with a failed, non-blocking `fresh` check, so that the others go
on. A run says with the tag `tablo/refresh` which of its days are fetched: `mutable` (default: missing ones, and those
that the source may still change), `all`, or `none` (the lake is replayed).
"""

from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from connectors.common.errors import Problem
from connectors.registry import Source
from pipelines.assets.metadata import OWNER, lake_key, load_metadata
from pipelines.lake.window import WindowLoad
from pipelines.partitions import BACKFILL_POLICY, day_range, days_of
from pipelines.progress import stage
from pipelines.workspace import Workspace

REFRESH_TAG = "tablo/refresh"
DAYS_A_REQUEST = 31


def source_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> list[dg.AssetsDefinition]:
    """An asset for each stream of each API source in the configuration."""
    return [
        _stream_asset(workspace, source, stream, partitions)
        for source in workspace.sources.values()
        for stream in source.streams
    ]


def _stream_asset(
    workspace: Workspace, source: Source, stream: str, partitions: dg.PartitionsDefinition
) -> dg.AssetsDefinition:
    key = lake_key(source.name, stream)

    @dg.asset(
        key=key,
        group_name="sources",
        kinds={"python", "parquet"},
        owners=[OWNER],
        description=f"The {stream} of {source.name}, account {source.account}: a file a day in the lake.",
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool=f"source_{source.name}",
        check_specs=[
            dg.AssetCheckSpec("fresh", asset=key, description="Every day that was asked for has been fetched."),
        ],
    )
    def pull(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        refresh = context.run.tags.get(REFRESH_TAG, "mutable")
        days = days_to_fetch(workspace, source, stream, days_of(context), refresh)
        trouble: Problem | None = None
        try:
            for fetched in fetch(workspace, source, stream, days):
                context.log.info(f"{source.name}/{stream}: {fetched:%Y-%m-%d} and before are in the lake.")
        except Problem as problem:
            trouble = problem
            context.log.warning(str(problem))
        return dg.MaterializeResult(
            metadata=load_metadata(workspace.lake, source.name, stream, days),
            check_results=[
                dg.AssetCheckResult(
                    check_name="fresh",
                    passed=trouble is None,
                    severity=dg.AssetCheckSeverity.WARN,
                    description=str(trouble) if trouble else None,
                )
            ],
        )

    return pull


def days_to_fetch(workspace: Workspace, source: Source, stream: str, days: list[date], refresh: str) -> list[date]:
    """Of the days of a run, those to ask the source for."""
    within = [day for day in days if workspace.first_day(source.name) <= day <= workspace.yesterday]
    if refresh == "none":
        return []
    if refresh == "all":
        return within
    settled = workspace.lake.days(source.name, stream, source.account)
    mutable_from = workspace.yesterday - timedelta(days=source.streams[stream].refresh[0].days - 1)
    return [day for day in within if day not in settled or day >= mutable_from]


def fetch(workspace: Workspace, source: Source, stream: str, days: list[date]) -> Iterator[date]:
    """Pull the days range by range; yields the last day of each range once it is durable."""
    done = 0
    for first, last in contiguous(days):
        for export in source.exports(stream, first, last):
            covered = day_range(export.first_day, export.last_day)
            schema = source.streams[stream].schema
            with export, WindowLoad(workspace.lake, source.name, stream, source.account, schema, covered) as load:
                load.take(export.pieces())
            done += len(covered)
            stage(f"fetching {source.name}/{stream}", done, len(days))
            yield export.last_day


def contiguous(days: list[date]) -> list[tuple[date, date]]:
    """Days as ranges without holes, none longer than a request may be."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] == timedelta(days=1) and (day - ranges[-1][0]).days < DAYS_A_REQUEST:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges
