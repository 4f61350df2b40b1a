"""The drop box: one asset a table, all fed by one pass over the inbox."""

from collections.abc import Iterator

import dagster as dg

from connectors.files.tables import TABLES
from pipelines.assets.metadata import OWNER, lake_key
from pipelines.lake import load_inbox
from pipelines.partitions import BACKFILL_POLICY
from pipelines.progress import stage
from pipelines.workspace import Workspace


def inbox_assets(workspace: Workspace, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """The interchange tables in the lake. A refused file fails its table's `accepted` check and stops nothing."""
    keys = {table: lake_key("files", table) for table in TABLES}

    @dg.multi_asset(
        name="inbox",
        specs=[
            dg.AssetSpec(
                key,
                group_name="sources",
                kinds={"python", "parquet"},
                owners=[OWNER],
                description=f"Deliveries of `{table}`: every file ever accepted, immutable.",
            )
            for table, key in keys.items()
        ],
        partitions_def=partitions,
        backfill_policy=BACKFILL_POLICY,
        pool="source_files",
        check_specs=[
            dg.AssetCheckSpec("accepted", asset=key, description="Every row of every file was understood.")
            for key in keys.values()
        ],
    )
    def inbox(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        reports = load_inbox(workspace.environment, workspace.configuration, on_file=stage)
        for report in reports:
            context.log.info(report.sentence)
        loads = [load for load in workspace.lake.manifests() if load.source == "files"]
        for table, key in keys.items():
            mine = [load for load in loads if load.stream == table]
            trouble = [report.sentence for report in reports if report.concerns(table) and not report.clean]
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    "dagster/row_count": sum(load.rows for load in mine),
                    "deliveries": len(mine),
                    "rows_quarantined": sum(load.quarantined for load in mine),
                },
                check_results=[
                    dg.AssetCheckResult(
                        check_name="accepted",
                        asset_key=key,
                        passed=not trouble,
                        severity=dg.AssetCheckSeverity.WARN,
                        description="\n".join(trouble) or None,
                    )
                ],
            )

    return inbox
