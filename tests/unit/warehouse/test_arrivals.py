"""`lake.arrivals`: when each delivery came, whatever replays and repetitions did to its manifest since."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.lake.inbox.arrivals import Arrival, ArrivalLog
from pipelines.lake.manifest import Manifest
from pipelines.warehouse.inputs.arrivals import write_arrivals

SHA = "a1b2c3d4e5f6" + "0" * 52
AT = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema lake")
        yield connection


def arrival(number: int, at: datetime = AT, sha: str = SHA) -> Arrival:
    return Arrival(number=number, at=at, folder="crm", file_name="a.csv", sha256=sha, outcome="loaded", drop="x")


def load(number: int, stream: str = "orders", kind: str = "delivery") -> Manifest:
    return Manifest.model_validate(
        {
            **{"load_id": "1", "source": "files", "stream": stream, "account": "crm", "partition": SHA[:12]},
            **{"kind": kind, "rows": 1, "rows_read": 1, "arrival": number, "loaded_at": "2026-11-25T06:00:00+00:00"},
        }
    )


def written(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("select * from lake.arrivals order by arrival").fetchall()


def test_the_log_tells_every_arrival_and_its_business_day(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    log = ArrivalLog(tmp_path / "arrivals.jsonl")
    log.append(arrival(1))
    log.append(arrival(3, AT.replace(day=23)))
    write_arrivals(con, [load(3), load(3, "leads")], tmp_path / "arrivals.jsonl", "Europe/Moscow")
    assert written(con) == [
        ("crm", SHA[:12], 1, datetime(2026, 11, 20, 21, 30), date(2026, 11, 21)),
        ("crm", SHA[:12], 3, datetime(2026, 11, 23, 21, 30), date(2026, 11, 24)),
    ]


def test_an_arrival_that_the_log_lost_is_told_by_the_manifest(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A run was killed between the manifest and the log, or somebody emptied the archive."""
    write_arrivals(con, [load(2), load(1, "visits", "window")], tmp_path / "arrivals.jsonl", "Europe/Moscow")
    assert written(con) == [("crm", SHA[:12], 2, datetime(2026, 11, 25, 6), date(2026, 11, 25))]


def test_without_any_delivery_it_is_typed_and_empty(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_arrivals(con, [], tmp_path / "arrivals.jsonl", "Europe/Moscow")
    assert [row[1] for row in con.execute("describe lake.arrivals").fetchall()] == [
        *("VARCHAR", "VARCHAR", "BIGINT", "TIMESTAMP", "DATE")
    ]
