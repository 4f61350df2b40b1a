"""What Dagster loads: assets from the configuration and `sql/`, the daily job and its schedule, the drop box."""

import warnings

import dagster as dg

from pipelines.assets.inbox import inbox_assets
from pipelines.assets.models import model_assets
from pipelines.assets.publication import publication_assets, scorecard_asset
from pipelines.assets.sources.adding_up import adding_up_checks
from pipelines.assets.sources.reconciliation import reconciliation_checks
from pipelines.assets.sources.streams import source_assets
from pipelines.partitions import daily_partitions
from pipelines.schedules import daily_job, daily_schedule
from pipelines.sensors import drop_box_job, drop_box_sensor
from pipelines.workspace import Workspace

# `backfill_policy` is marked beta in 1.13; it is pinned and tested here.
warnings.filterwarnings("ignore", category=dg.BetaWarning)


def build_definitions(workspace: Workspace) -> dg.Definitions:
    """All of Tablo for one workspace."""
    company = workspace.configuration.company
    partitions = daily_partitions(company.history_starts_on, company.timezone)
    apis = source_assets(workspace, partitions)
    daily, dropped = daily_job(), drop_box_job(apis)
    return dg.Definitions(
        assets=[
            *apis,
            inbox_assets(workspace, partitions),
            model_assets(workspace, partitions),
            scorecard_asset(workspace, partitions),
            *publication_assets(workspace, partitions),
        ],
        asset_checks=[*reconciliation_checks(workspace), *adding_up_checks(workspace)],
        jobs=[daily, dropped],
        schedules=[daily_schedule(workspace, daily)],
        sensors=[drop_box_sensor(workspace, dropped)],
        executor=dg.in_process_executor,
    )


defs = build_definitions(Workspace.from_os())
