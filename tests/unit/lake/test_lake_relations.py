"""What SQL sees of the lake."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from connectors.common.stream import Facts, Rows, Stream
from connectors.files.tables import TABLES
from pipelines.lake import Lake, WindowLoad, register_lake
from pipelines.lake.relations import sql_type

OLD = pa.schema([("visit_id", pa.uint64()), ("date", pa.date32())])
NEW = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("date", pa.date32()),
        ("at", pa.timestamp("us")),
        ("goals", pa.list_(pa.uint32())),
        ("zone", pa.int16()),
        ("is_new", pa.bool_()),
        ("source", pa.string()),
    ]
)
API = {"yandex_metrica__visits": NEW}


@pytest.fixture(params=["in memory", "in a file"])
def con(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    place = ":memory:" if request.param == "in memory" else str(tmp_path / "warehouse.duckdb")
    with duckdb.connect(place) as connection:
        yield connection


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "it's a lake")


def load(lake: Lake, account: str, schema: pa.Schema, visits: list[tuple[int, date]]) -> None:
    columns = {"visit_id": [visit for visit, _ in visits], "date": [day for _, day in visits]}
    full = {field.name: columns.get(field.name, [None] * len(visits)) for field in schema}
    batch = pa.RecordBatch.from_pydict(full, schema=schema)
    days = sorted({day for _, day in visits})
    stream = Stream(schema, key=("visit_id",))
    with WindowLoad(lake, "yandex_metrica", "visits", account, stream, days) as window:
        window.take([Rows(batch), Facts(len(visits))])


def columns_of(con: duckdb.DuckDBPyConnection, relation: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in con.execute(f"describe {relation}").fetchall()]


def test_an_empty_lake_has_every_relation_typed_and_empty(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    register_lake(con, lake, API)
    assert columns_of(con, "lake.yandex_metrica__visits") == [
        ("visit_id", "UBIGINT"),
        ("date", "DATE"),
        ("at", "TIMESTAMP"),
        ("goals", "UINTEGER[]"),
        ("zone", "SMALLINT"),
        ("is_new", "BOOLEAN"),
        ("source", "VARCHAR"),
        ("account", "VARCHAR"),
    ]
    for table in TABLES.values():
        relation = f"lake.files__{table.name}"
        expected = [(field.name, sql_type(field.type).upper()) for field in table.arrow_schema]
        assert columns_of(con, relation) == [*expected, ("arrival", "BIGINT")]
        assert con.execute(f"select count(*) from {relation}").fetchall() == [(0,)]


def test_columns_that_older_files_lack_are_null_and_types_stay(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    load(lake, "007", OLD, [(18446744073709551615, date(2026, 10, 5))])
    load(lake, "8", NEW, [(2, date(2026, 10, 6))])
    register_lake(con, lake, API)
    visits = con.execute(
        "select visit_id, date, goals, account from lake.yandex_metrica__visits order by date"
    ).fetchall()
    assert visits == [(18446744073709551615, date(2026, 10, 5), None, "007"), (2, date(2026, 10, 6), None, "8")]
    assert columns_of(con, "lake.yandex_metrica__visits")[3] == ("goals", "UINTEGER[]")


def test_a_column_that_no_schema_names_is_not_shown(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    load(lake, "1", NEW, [(1, date(2026, 10, 5))])
    register_lake(con, lake, {"yandex_metrica__visits": OLD})
    assert [name for name, _ in columns_of(con, "lake.yandex_metrica__visits")] == ["visit_id", "date", "account"]


def test_only_the_files_of_the_days_that_are_asked_for_are_read(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    for account in ("1", "2"):
        load(lake, account, OLD, [(day, date(2026, 10, day)) for day in range(1, 21)])
    register_lake(con, lake, API)

    def files_read(condition: str) -> str:
        query = f"explain analyze select sum(visit_id) from lake.yandex_metrica__visits where {condition}"
        plan: str = con.execute(query).fetchall()[0][1]
        return plan

    assert "4/40" in files_read("date >= date '2026-10-05' and date < date '2026-10-07'")
    assert "1/40" in files_read("date = date '2026-10-05' and account = '2'")


def test_what_came_after_the_views_is_seen_by_the_next_run(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    register_lake(con, lake, API)
    load(lake, "1", NEW, [(1, date(2026, 10, 5))])
    register_lake(con, lake, API)
    assert con.execute("select count(*) from lake.yandex_metrica__visits").fetchall() == [(1,)]


def test_deliveries_of_all_folders_are_one_relation(con: duckdb.DuckDBPyConnection, home: Any) -> None:
    header = "order_id,customer_id,ordered_at,revenue,currency\n"
    home.map("shop", tables={"orders": {"columns": {name: f'"{name}"' for name in header.strip().split(",")}}})
    home.deliver("shop", header + "1,anna,2026-10-05 12:00:00,5,RUB\n")
    home.deliver("orders", header + "2,anna,2026-10-06 12:00:00,7.25,RUB\n")
    register_lake(con, home.lake, {})
    found = con.execute(
        "select order_id, folder, ordered_at, ordered_date, revenue, length(delivery), source_row, arrival "
        "from lake.files__orders order by order_id"
    ).fetchall()
    assert [tuple(map(str, row)) for row in found] == [
        ("1", "shop", "2026-10-05 09:00:00", "2026-10-05", "5.0000", "12", "1", "1"),
        ("2", "orders", "2026-10-06 09:00:00", "2026-10-06", "7.2500", "12", "1", "2"),
    ]


def test_quarantined_and_half_written_files_are_no_rows(con: duckdb.DuckDBPyConnection, home: Any) -> None:
    home.deliver("orders", "order_id,customer_id,ordered_at,revenue,currency\n1,a,вчера,5,RUB\n")
    (found,) = home.loads("orders")
    (home.lake.of(found).folder / ".data.parquet.xyz.tmp").write_bytes(b"half")
    register_lake(con, home.lake, {})
    assert con.execute("select count(*) from lake.files__orders").fetchall() == [(0,)]


@pytest.mark.parametrize("table", TABLES)
def test_every_type_of_the_interchange_tables_has_a_name_in_sql(table: str) -> None:
    assert all(sql_type(field.type) for field in TABLES[table].arrow_schema)
