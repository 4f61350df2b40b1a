"""What Dagster loads: assets from the configuration and `sql/`, the daily job and its schedule."""

import warnings

import dagster as dg

from pipelines.assets.inbox import inbox_assets
from pipelines.assets.models import model_assets
from pipelines.assets.publication import publication_assets, scorecard_asset
from pipelines.assets.sources import source_assets
from pipelines.partitions import daily_partitions
from pipelines.schedules import daily_job, daily_schedule
from pipelines.workspace import Workspace

# `backfill_policy` is marked beta in 1.13; it is pinned and tested here.
warnings.filterwarnings("ignore", category=dg.BetaWarning)


def build_definitions(workspace: Workspace) -> dg.Definitions:
    """All of Tablo for one workspace."""
    company = workspace.configuration.company
    partitions = daily_partitions(company.history_starts_on, company.timezone)
    job = daily_job()
    return dg.Definitions(
        assets=[
            *source_assets(workspace, partitions),
            inbox_assets(workspace, partitions),
            model_assets(workspace, partitions),
            scorecard_asset(workspace, partitions),
            *publication_assets(workspace, partitions),
        ],
        jobs=[job],
        schedules=[daily_schedule(workspace, job)],
        executor=dg.in_process_executor,
    )


defs = build_definitions(Workspace.from_os())
