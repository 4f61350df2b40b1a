"""API sources: one asset a stream, which pulls the days that are asked for into the lake.

A source that is down is a success on its old data with a failed, non-blocking `fresh` check, so that the others go
on. A run says with the tag `tablo/refresh` which of its days are fetched: `mutable` (default: missing ones, and those
that the source may still change), `all`, or `none` (the lake is replayed); and with `tablo/accept` which loads that
were kept aside take their place (`SOURCE/STREAM/DATE`, several with commas).
"""

import dagster as dg

from connectors.registry import Source
from pipelines.assets.metadata import OWNER, lake_key
from pipelines.assets.sources.checks import check_results, check_specs
from pipelines.assets.sources.fetching import zone_of
from pipelines.assets.sources.metadata import stream_metadata
from pipelines.assets.sources.pulling import REFRESH_TAG, Outages, pull
from pipelines.partitions import BACKFILL_POLICY, days_of
from pipelines.workspace import Workspace

__all__ = ["REFRESH_TAG", "source_assets"]


def source_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> list[dg.AssetsDefinition]:
    """An asset for each stream of each API source in the configuration."""
    outages = Outages()
    return [
        _stream_asset(workspace, source, stream, partitions, outages)
        for source in workspace.sources.values()
        for stream in source.streams
    ]


def _stream_asset(
    workspace: Workspace, source: Source, stream: str, partitions: dg.PartitionsDefinition, outages: Outages
) -> dg.AssetsDefinition:
    key, declared = lake_key(source.name, stream), source.streams[stream]

    @dg.asset(
        key=key,
        group_name="sources",
        kinds={"python", "parquet"},
        owners=[OWNER],
        description=f"The {stream} of {source.name}, account {source.account}: a file a day in the lake.",
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool=f"source_{source.name}",
        check_specs=check_specs(key, declared),
    )
    def stream_days(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        days = days_of(context)
        pulled = pull(workspace, source, stream, days, context.run.tags, context.log, context.run.run_id, outages)
        loads = workspace.lake.loads(source.name, stream, source.account)
        return dg.MaterializeResult(
            metadata=stream_metadata(stream, days, pulled, loads, declared.settles_after, zone_of(workspace, source)),
            check_results=check_results(key, declared, pulled, loads.values()),
        )

    return stream_days
