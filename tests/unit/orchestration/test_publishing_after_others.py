"""Between a run's models and its publication another run may fail at its models: their state isn't published."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from fake_vendor import home_of

from pipelines.assets import publication
from pipelines.assets.models import model_assets
from pipelines.assets.publication import DATABASE, publication_assets
from pipelines.lake import load_inbox
from pipelines.partitions import daily_partitions, range_tags
from pipelines.publish import documents
from pipelines.warehouse import load_models
from pipelines.workspace import Workspace

ORDERS = """/* ---
description: The orders.
grain: one row per order
key: [order_id]
columns: {order_id: The order}
--- */
select order_id from lake.files__orders
"""
LIST = ORDERS.replace("lake.files__orders", "staging.stg_orders")
COUNT = """/* ---
description: How many they are.
grain: one row
key: [orders]
columns: {orders: How many}
checks:
  - {name: there_are_few, severity: error, sql: select orders from marts.orders_count where orders > 1}
--- */
select count(*) as orders from staging.stg_orders
"""
MODELS = {"staging/stg_orders": ORDERS, "marts/orders_count": COUNT, "marts/orders_list": LIST}
HEADER = "order_id,customer_id,ordered_at,revenue,currency\n"
SAID = (
    "published/marts_duckdb: marts.orders_count hasn't taken in what another run changed since this one derived it. "
    "What was published before stays; see why that run failed, and run again."
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """With three small models of its own, and one order."""
    for name, content in MODELS.items():
        path = tmp_path / "sql" / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    monkeypatch.setattr(documents, "scorecard_documents", list)
    workspace = replace(home_of(tmp_path).workspace)
    workspace.__dict__["models"] = load_models(tmp_path / "sql")
    drop(workspace, "1")
    return workspace


def drop(workspace: Workspace, order: str) -> None:
    path = workspace.environment.home / "inbox" / "orders" / f"{order}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}{order},Anna,2026-10-03 12:00:00,1000.50,RUB\n")
    load_inbox(workspace.environment, workspace.configuration)


def run(workspace: Workspace, selection: dg.AssetSelection) -> dg.ExecuteInProcessResult:
    partitions = daily_partitions(date(2026, 1, 1), "Europe/Moscow")
    database, _ = publication_assets(workspace, partitions)
    definitions = dg.Definitions([model_assets(workspace, partitions), database], jobs=[dg.define_asset_job("daily")])
    job = definitions.resolve_job_def("daily")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags=range_tags(date(2026, 10, 15), date(2026, 10, 15)),
            asset_selection=sorted(selection.resolve(job.asset_layer.asset_graph)),
            raise_on_error=False,
        )


def published(workspace: Workspace) -> tuple[int, int]:
    path = workspace.environment.home / "published" / "marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "select (select orders from marts.marts.orders_count), (select count(*) from marts.marts.orders_list)"
        [numbers] = connection.execute(query).fetchall()
    return numbers


def test_what_another_run_left_half_derived_is_not_published(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything, models = dg.AssetSelection.all(), dg.AssetSelection.all() - dg.AssetSelection.assets(DATABASE)
    assert run(workspace, everything).success
    assert published(workspace) == (1, 1)
    opened = publication.open_warehouse

    def after_another_run(*arguments: object) -> object:
        monkeypatch.setattr(publication, "open_warehouse", opened)
        drop(workspace, "2")
        assert not run(workspace, models).success, "its check blocks"
        return opened(workspace.environment)

    monkeypatch.setattr(publication, "open_warehouse", after_another_run)
    result = run(workspace, everything)
    [failed] = [event for event in result.all_events if event.is_step_failure]
    assert failed.step_key == "published__marts_duckdb"
    assert SAID in str(failed.step_failure_data.error)
    assert published(workspace) == (1, 1)


def test_what_another_run_derived_well_is_published(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace.environment.home / "sql" / "marts" / "orders_count.sql"
    path.write_text(COUNT.replace("orders > 1", "orders > 9"))
    workspace.__dict__["models"] = load_models(path.parents[1])
    opened = publication.open_warehouse

    def after_another_run(*arguments: object) -> object:
        monkeypatch.setattr(publication, "open_warehouse", opened)
        drop(workspace, "2")
        assert run(workspace, dg.AssetSelection.all()).success
        return opened(workspace.environment)

    monkeypatch.setattr(publication, "open_warehouse", after_another_run)
    assert run(workspace, dg.AssetSelection.all()).success
    assert published(workspace) == (2, 2)
