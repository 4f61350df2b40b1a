"""API sources: an asset a stream, all of them one step that asks the sources side by side.

A source that is down is a success on its old data with a failed, non-blocking `fresh` check, so that the others go
on. A run says with the tag `tablo/refresh` which of its days are fetched: `mutable` (default: missing ones, and those
that the source may still change), `all`, or `none` (the lake is replayed); and with `tablo/accept` which loads that
were kept aside take their place (`SOURCE/STREAM/DATE`, several with commas).

The step takes no slot of a pool: runs take turns at a source, one export at a time (`turns.py`), so that the daily run
doesn't wait for a backfill.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

import dagster as dg

from connectors.registry import Source
from pipelines.assets.metadata import OWNER, lake_key
from pipelines.assets.sources.checks import check_results, check_specs
from pipelines.assets.sources.due import zone_of
from pipelines.assets.sources.log import Log
from pipelines.assets.sources.looking import looked_at
from pipelines.assets.sources.metadata import stream_metadata
from pipelines.assets.sources.parallel import side_by_side
from pipelines.assets.sources.pulling import REFRESH_TAG, Pulled, Pulling
from pipelines.assets.sources.reconciliation import days_of_tags
from pipelines.assets.sources.stopping import StopSignal
from pipelines.assets.tags import refuse_unknown
from pipelines.partitions import BACKFILL_POLICY, days_of
from pipelines.workspace import Workspace

__all__ = ["REFRESH_TAG", "STEP", "source_assets"]

STEP = "api_sources"


def source_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> list[dg.AssetsDefinition]:
    """One definition with an asset for each stream of each API source, or none where there is no source."""
    streams = [(source, stream) for source in workspace.sources.values() for stream in source.streams]
    if not streams:
        return []

    @dg.multi_asset(
        name=STEP,
        specs=[_spec(source, stream) for source, stream in streams],
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        can_subset=True,
        check_specs=[
            spec
            for source, stream in streams
            for spec in check_specs(lake_key(source.name, stream), source.streams[stream])
        ],
    )
    def api_sources(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        tags, selected = dict(context.run.tags), context.selected_asset_keys
        refuse_unknown(tags)
        # Dagster tells of no partitions where only checks are selected
        days = days_of(context) if selected else days_of_tags(tags)
        works = {
            source.name: partial(_pulled, workspace, source, names, days or [], tags)
            for source in workspace.sources.values()
            if (names := [name for name in source.streams if lake_key(source.name, name) in selected])
        }
        for source, stream, pulled in side_by_side(works, context.log):
            yield _result(workspace, source, stream, days or [], pulled)
        yield from _checked_alone(context, workspace, streams, days)

    return [api_sources]


def _spec(source: Source, stream: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        lake_key(source.name, stream),
        group_name="sources",
        kinds={"python", "parquet"},
        owners=[OWNER],
        description=f"The {stream} of {source.name}, account {source.account}: a file a day in the lake.",
    )


def _pulled(
    workspace: Workspace,
    source: Source,
    streams: list[str],
    days: list[date],
    tags: Mapping[str, str],
    log: Log,
    stop: StopSignal,
) -> Iterator[tuple[Source, str, Pulled]]:
    """In the source's own thread."""
    for stream, pulled in Pulling(workspace, source, days, tags, log, stop).streams(streams):
        yield source, stream, pulled


def _result(
    workspace: Workspace, source: Source, stream: str, days: list[date], pulled: Pulled
) -> dg.MaterializeResult:
    loads = workspace.lake.loads(source.name, stream, source.account)
    settles_after, zone = source.streams[stream].settles_after, zone_of(workspace, source)
    return dg.MaterializeResult(
        asset_key=lake_key(source.name, stream),
        metadata=stream_metadata(stream, days, pulled, loads, settles_after, zone),
        check_results=check_results(workspace, source, stream, pulled, loads),
    )


def _checked_alone(
    context: dg.AssetExecutionContext, workspace: Workspace, streams: list[tuple[Source, str]], days: list[date] | None
) -> Iterator[dg.AssetCheckResult]:
    """Checks that somebody started without their asset: nothing is fetched; without `days`, of all that there are."""
    for source, stream in streams:
        key = lake_key(source.name, stream)
        names = {check.name for check in context.selected_asset_check_keys if check.asset_key == key}
        if names and key not in context.selected_asset_keys:
            pulled, loads = looked_at(workspace, source, stream, days)
            results = check_results(workspace, source, stream, pulled, loads)
            yield from (result for result in results if result.check_name in names)
