"""Our event log must write what the stock storage writes: the same tables, the same rows, readable by both."""

import sqlite3
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.event_log import PooledSqliteEventLog

OURS = {"module": "pipelines.event_log", "class": "PooledSqliteEventLog"}
EVENTS = """
    select dagster_event_type, asset_key, partition, count(*) from event_logs
    group by 1, 2, 3 order by 1, 2, 3
"""
CHECKS = """
    select check_name, execution_status, partition, evaluation_event_storage_id is not null
    from asset_check_executions
"""
KEYS = "select asset_key, last_materialization is not null from asset_keys order by 1"
DAYS = dg.DailyPartitionsDefinition("2026-01-01", timezone="Europe/Moscow")


@dg.multi_asset(
    specs=[dg.AssetSpec("visits"), dg.AssetSpec("orders")],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.multi_run(31),
    check_specs=[dg.AssetCheckSpec("key", asset="orders")],
)
def company(context: dg.AssetExecutionContext):
    if "fails" in context.run.tags:
        raise dg.Failure("on purpose")
    yield dg.MaterializeResult(asset_key="visits", metadata={"dagster/row_count": 3})
    passed = dg.AssetCheckResult(check_name="key", asset_key="orders", passed=True)
    yield dg.MaterializeResult(asset_key="orders", metadata={"имя": "заказы"}, check_results=[passed])


def run_over_three_days(folder: Path, *, ours: bool, fails: bool = False) -> None:
    storage = folder / "runs"
    overrides = {"event_log_storage": {**OURS, "config": {"base_dir": str(storage)}}} if ours else None
    job = dg.define_asset_job("daily", executor_def=dg.in_process_executor)
    definitions = dg.Definitions(assets=[company], jobs=[job])
    with dg.DagsterInstance.local_temp(str(folder), overrides=overrides) as instance:
        definitions.resolve_job_def("daily").execute_in_process(
            instance=instance,
            tags={
                "dagster/asset_partition_range_start": "2026-01-01",
                "dagster/asset_partition_range_end": "2026-01-03",
                **({"fails": "yes"} if fails else {}),
            },
            raise_on_error=not fails,
        )


def events_of(folder: Path) -> dict[str, list[tuple]]:
    found = {}
    for path in sorted(folder.rglob("*.db")):
        with sqlite3.connect(path) as database:
            tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
            if "event_logs" not in tables:
                continue
            rows = database.execute(EVENTS).fetchall()
            keys = database.execute(KEYS).fetchall()
            found["index" if path.stem == "index" else "run"] = [*rows, *keys]
    return found


def test_it_stores_the_same_events_as_the_stock_storage(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    (tmp_path / "ours").mkdir()
    run_over_three_days(tmp_path / "stock", ours=False)
    run_over_three_days(tmp_path / "ours", ours=True)
    stock, ours = events_of(tmp_path / "stock"), events_of(tmp_path / "ours")
    assert set(stock) == {"index", "run"}
    assert ours == stock


def test_the_stock_storage_reads_what_it_wrote(tmp_path: Path) -> None:
    run_over_three_days(tmp_path, ours=True)
    stock = SqliteEventLogStorage(str(tmp_path / "runs"))
    records = stock.get_asset_records([dg.AssetKey("orders")])
    last = records[0].asset_entry.last_materialization
    assert last is not None
    assert last.asset_materialization.metadata["имя"].value == "заказы"


@pytest.mark.parametrize("asset", ["visits", "orders"])
def test_every_day_of_the_range_is_materialised(tmp_path: Path, asset: str) -> None:
    run_over_three_days(tmp_path, ours=True)
    partitions = PooledSqliteEventLog(str(tmp_path / "runs")).get_materialized_partitions(dg.AssetKey(asset))
    assert partitions == {"2026-01-01", "2026-01-02", "2026-01-03"}


def test_a_check_of_a_range_has_one_record_which_its_evaluation_ends(tmp_path: Path) -> None:
    run_over_three_days(tmp_path, ours=True)
    with sqlite3.connect(tmp_path / "runs" / "index.db") as index:
        assert index.execute(CHECKS).fetchall() == [("key", "SUCCEEDED", None, True)]
    (record,) = SqliteEventLogStorage(str(tmp_path / "runs")).get_asset_check_execution_history(
        dg.AssetCheckKey(dg.AssetKey("orders"), "key"), limit=9
    )
    assert record.status.value == "SUCCEEDED"


def test_a_check_that_a_run_never_came_to_is_one_planned_record(tmp_path: Path) -> None:
    run_over_three_days(tmp_path, ours=True, fails=True)
    with sqlite3.connect(tmp_path / "runs" / "index.db") as index:
        assert index.execute(CHECKS).fetchall() == [("key", "PLANNED", None, True)]


def test_what_is_planned_costs_one_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone: list[str] = []

    def remember(self: SqliteEventLogStorage, event: dg.EventLogEntry) -> None:
        alone.append(str(event.dagster_event_type and event.dagster_event_type.value))
        store_event(self, event)

    store_event = SqliteEventLogStorage.store_event
    monkeypatch.setattr(SqliteEventLogStorage, "store_event", remember)
    run_over_three_days(tmp_path, ours=True)
    assert "PIPELINE_SUCCESS" in alone
    assert not [event for event in alone if event.endswith("_PLANNED")]
