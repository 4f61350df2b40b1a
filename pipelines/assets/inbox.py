"""The drop box: one asset a table, all fed by one pass over the inbox."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg

from connectors.files.tables import TABLES
from pipelines.assets.metadata import OWNER, lake_key
from pipelines.lake import Manifest, load_inbox
from pipelines.lake.inbox.refused import lying_in, remember_refused
from pipelines.lake.inbox.summary import InboxSummary
from pipelines.lake.inbox.summary_files import keep_summary
from pipelines.lake.inbox.summary_text import drifts, listed, markdown, troubles
from pipelines.partitions import BACKFILL_POLICY
from pipelines.progress import inbox_loaded, stage
from pipelines.workspace import Workspace

ACCEPTED, STABLE = "accepted", "headers_are_stable"
CHECKS = {
    ACCEPTED: "Every row of every file was understood.",
    STABLE: "The headers of the files are those that their way of reading knows.",
}


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
            dg.AssetCheckSpec(check, asset=key, description=description)
            for key in keys.values()
            for check, description in CHECKS.items()
        ],
    )
    def inbox(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        summary, kept_in = load_and_report(workspace)
        for report in summary.reports:
            context.log.info(report.sentence)
        loads = [load for load in workspace.lake.manifests() if load.source == "files"]
        for table, key in keys.items():
            mine = summary.of(table)
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={**_counts(loads, table), **_said(mine, kept_in, workspace.environment.home)},
                check_results=_checks(key, mine),
            )

    return inbox


def load_and_report(workspace: Workspace) -> tuple[InboxSummary, Path | None]:
    """Load the inbox; what became of it is kept as a file, and told to whoever watches."""
    home, configuration = workspace.environment.home, workspace.configuration
    before = lying_in(home / "inbox", configuration.sha256)
    summary = InboxSummary(load_inbox(workspace.environment, configuration, on_file=stage), workspace.environment.now)
    remember_refused(home, before, lying_in(home / "inbox", configuration.sha256))
    kept_in = keep_summary(home, summary)
    inbox_loaded(summary, kept_in)
    return summary, kept_in


def _counts(loads: list[Manifest], table: str) -> dict[str, Any]:
    mine = [load for load in loads if load.stream == table]
    return {
        "dagster/row_count": sum(load.rows for load in mine),
        "deliveries": len(mine),
        "rows_quarantined": sum(load.quarantined for load in mine),
    }


def _said(mine: InboxSummary, kept_in: Path | None, home: Path) -> dict[str, Any]:
    if kept_in is None or not mine.reports:
        return {}
    return {
        "summary": dg.MetadataValue.md(markdown(mine, every_file=False)),
        "summary_of_all_files": str(kept_in.relative_to(home)),
    }


def _checks(key: dg.AssetKey, mine: InboxSummary) -> list[dg.AssetCheckResult]:
    # the UI reads a description as Markdown
    said = {
        ACCEPTED: listed(troubles(replace(report, drift=()) for report in mine.reports if not report.clean)),
        STABLE: listed(drifts(mine.reports)),
    }
    return [
        dg.AssetCheckResult(
            check_name=check,
            asset_key=key,
            passed=not items,
            severity=dg.AssetCheckSeverity.WARN,
            description="\n".join(items) or None,
        )
        for check, items in said.items()
    ]
