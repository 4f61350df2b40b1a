"""Dagster's SQLite event log with its connections kept open and its batches in one transaction.

A range run writes two events per asset and day. The stock storage makes a new engine and connection, inspects the
schema and waits for the disk for each of them: measured 16 ms an event, two minutes for 60 assets × 120 days. Here
engines are kept, the schema is inspected once, and the disk is synced at checkpoints only (write-ahead log with
`synchronous = normal`: a power cut may lose the last events, never the file). The tables are the stock ones, so other
Dagster tools read the same files. A planned check is one row a run, as its evaluation looks for, where the stock
storage writes one for each day, which stays planned for ever. docs/decisions/0006-event-log.md
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy
from dagster import EventLogEntry
from dagster._core.events import ASSET_EVENTS, DagsterEventType
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, SqlEventLogStorageTable
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import serialize_value
from sqlalchemy.engine import Connection, Engine

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

EVENTS_A_TRANSACTION = 1000
_PLANNED = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
_BATCHED = {*ASSET_EVENTS, _PLANNED}
# Dagster hands events over in batches only where this variable asks for it.
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(EVENTS_A_TRANSACTION))


class PooledSqliteEventLog(SqliteEventLogStorage):
    """The stock storage, several times as fast. Named in `dagster.yaml`."""

    def __init__(self, base_dir: str, inst_data: "ConfigurableClassData | None" = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._tables: set[str] = set()
        self._asset_columns: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "PooledSqliteEventLog":
        """Dagster's way of making a storage out of `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    def has_table(self, table_name: str) -> bool:
        """Tables are made once and never dropped: a yes is for ever."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """One transaction for the run's own file, one for the index that all runs share."""
        batched = all(event.dagster_event_type in _BATCHED for event in events)
        if not batched or len({event.run_id for event in events}) != 1:
            super().store_event_batch(events)
            return
        rows = [self._event_to_row(event) for event in events]
        insert = SqlEventLogStorageTable.insert()
        with self.run_connection(events[0].run_id) as run:
            run.execute(insert, rows)
        with self.index_transaction() as index:
            numbered = insert.returning(SqlEventLogStorageTable.c.id, sort_by_parameter_order=True)
            ids = [event_id for (event_id,) in index.execute(numbered, rows)]
            of_assets = [pair for pair in zip(events, ids, strict=True) if pair[0].dagster_event_type in ASSET_EVENTS]
            if of_assets:
                self._store_asset_event_tags(index, [event for event, _ in of_assets], [each for _, each in of_assets])
            for event, event_id in _newest(of_assets):
                self._store_asset_event(index, event, event_id)
            planned = [pair for pair in zip(events, ids, strict=True) if pair[0].dagster_event_type == _PLANNED]
            if planned:
                index.execute(AssetCheckExecutionsTable.insert(), [self._planned_check(*pair) for pair in planned])

    def _store_asset_check_evaluation_planned(self, event: EventLogEntry, event_id: int | None) -> None:
        with self.index_connection() as index:
            index.execute(AssetCheckExecutionsTable.insert(), [self._planned_check(event, event_id)])

    def _planned_check(self, event: EventLogEntry, event_id: int | None) -> dict[str, Any]:
        check = event.get_dagster_event().asset_check_planned_data
        return {
            "asset_key": check.asset_key.to_string(),
            "check_name": check.check_name,
            "partition": None,  # an evaluation speaks for all days of its run
            "run_id": event.run_id,
            "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
            "evaluation_event": serialize_value(event),
            "evaluation_event_timestamp": datetime.fromtimestamp(event.timestamp, UTC).replace(tzinfo=None),
            "evaluation_event_storage_id": event_id,
        }

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(self._engines[shard])
                self._initialized_dbs.add(shard)
            with self._engines[shard].connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        engine = sqlalchemy.create_engine(
            self.conn_string_for_shard(shard),
            poolclass=sqlalchemy.QueuePool,
            pool_size=1,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        sqlalchemy.event.listen(engine, "connect", _sync_at_checkpoints)
        return engine

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        if column_name not in self._asset_columns and super()._has_asset_key_col_on_connection(conn, column_name):
            self._asset_columns.add(column_name)
        return column_name in self._asset_columns


def _newest(events: Sequence[tuple[EventLogEntry, int]]) -> list[tuple[EventLogEntry, int]]:
    """The last event of each asset, with its number: the asset's own row shows no other."""
    return list({str(event.get_dagster_event().asset_key): (event, number) for event, number in events}.values())


def _sync_at_checkpoints(connection: Any, _record: Any) -> None:
    connection.execute("pragma synchronous = normal")
