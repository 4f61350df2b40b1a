"""The daily job, its schedule, and the range of days that a daily run covers.

A schedule over a trailing range, not declarative automation, which skips old partitions (Dagster issue 24474).
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.assets.sources.due import days_due
from pipelines.partitions import CHANGED, range_tags
from pipelines.workspace import Workspace

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as AssetJob

DAILY = "daily"
FALLBACK_DAYS = 4
BEFORE_BACKFILLS = {"dagster/priority": "1"}


def daily_job() -> "AssetJob":
    """Everything, for the partitions of the run."""
    return dg.define_asset_job(
        DAILY,
        selection=dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        description="Fetch, derive, score and publish. One run, one process, one writer.",
    )


def daily_range(workspace: Workspace) -> tuple[date, date]:
    """From the oldest day that is missing or may have changed, to yesterday: an outage heals itself."""
    yesterday = workspace.yesterday
    starts = [yesterday - timedelta(days=FALLBACK_DAYS - 1)]
    for source in workspace.sources.values():
        for stream in source.streams:
            starts += days_due(workspace, source, stream)[:1]
    return max(min(starts), workspace.configuration.company.history_starts_on), yesterday


def daily_schedule(workspace: Workspace, job: "AssetJob") -> dg.ScheduleDefinition:
    """Every morning in the business time zone, when the vendors have closed their day."""

    @dg.schedule(
        job=job,
        name="every_morning",
        cron_schedule="0 6 * * *",
        execution_timezone=workspace.configuration.company.timezone,
        description="The daily run: from the oldest missing or mutable day to yesterday.",
    )
    def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        today = replace(workspace, environment=workspace.environment.refreshed())
        starts_on = today.configuration.company.history_starts_on
        if today.yesterday < starts_on:
            return dg.SkipReason(f"The history starts on {starts_on}: no day is over.")
        first, last = daily_range(today)
        tags = {**range_tags(first, last), **CHANGED, **BEFORE_BACKFILLS}
        return dg.RunRequest(run_key=f"{last:%Y-%m-%d}", tags=tags)

    return every_morning
