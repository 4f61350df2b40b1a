"""Which loads have the same columns is read once of each; a query opens the files of its days, and few besides."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.stream import Facts, Rows, Stream
from connectors.files.tables import TABLES
from pipelines.lake import Lake, Manifest, WindowLoad, register_lake

FIRST = date(2026, 10, 1)
DATE, VISIT, CITY = pa.field("date", pa.date32()), pa.field("visit", pa.int64()), pa.field("city", pa.string())
SHORT_VISIT = pa.field("visit", pa.int32())
API = {"metrica__visits": pa.schema([DATE, VISIT, CITY])}
ONE_SET = [[DATE, VISIT]] * 6
TWO_SETS = [[DATE, VISIT]] * 4 + [[VISIT, DATE, CITY]] * 2
MOST_LATER = [[DATE, VISIT]] * 2 + [[CITY, DATE, SHORT_VISIT]] * 4
SETS = pytest.mark.parametrize("days", [ONE_SET, TWO_SETS, MOST_LATER], ids=["one set", "two sets", "most are later"])


class Days:
    """The days of one account, each with a visit that has the day's number, and what SQL sees of them."""

    def __init__(self, folder: Path) -> None:
        self.lake, self.con = Lake(folder / "lake"), duckdb.connect()

    def load(self, number: int, columns: list[pa.Field]) -> Manifest:
        schema, day = pa.schema(columns), FIRST + timedelta(days=number)
        with WindowLoad(self.lake, "metrica", "visits", "1", Stream(schema, key=("visit",)), [day]) as load:
            row = {"date": day, "visit": number, "city": "Tver"}
            load.add(Rows(pa.RecordBatch.from_pylist([row], schema=schema)))
            return load.commit(Facts(1))[0]

    def data(self, number: int) -> Path:
        return self.lake.day("metrica", "visits", "1", FIRST + timedelta(days=number)).data

    def register(self, manifests: list[Manifest] | None = None) -> None:
        # the tables of files are many, and no matter here
        register_lake(self.con, self.lake, API, manifests, without=TABLES)

    def visits(self, first: int, last: int) -> list[tuple[int, str | None]]:
        days = " and ".join(f"date '{FIRST + timedelta(days=number)}'" for number in (first, last))
        query = f"select visit, city from lake.metrica__visits where date between {days} order by date"
        return self.con.execute(query).fetchall()

    def remembered(self) -> set[str]:
        return {load for (load,) in self.con.execute("select load_id from meta.stored_columns").fetchall()}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Days]:
    days = Days(tmp_path)
    yield days
    days.con.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The days whose footers were read to know their columns."""
    read, found = pq.read_schema, []

    def counted(data: Path) -> pa.Schema:
        found.append(data.parent.name.removeprefix("date="))
        return read(data)

    monkeypatch.setattr(pq, "read_schema", counted)
    return found


def expected(days: list[list[pa.Field]], first: int, last: int) -> list[tuple[int, str | None]]:
    return [(number, "Tver" if CITY in days[number] else None) for number in range(first, last + 1)]


@SETS
def test_days_of_any_columns_are_one_relation(world: Days, days: list[list[pa.Field]]) -> None:
    for number, columns in enumerate(days):
        world.load(number, columns)
    world.register()
    assert world.visits(0, 5) == expected(days, 0, 5)
    assert world.con.execute("select typeof(visit) from lake.metrica__visits").fetchall() == [("BIGINT",)] * 6
    by_city = "select count(*) from lake.metrica__visits where city is null"
    assert world.con.execute(by_city).fetchall() == [(sum(CITY not in columns for columns in days),)]


@SETS
def test_the_file_of_a_day_that_nobody_asks_for_is_not_opened(world: Days, days: list[list[pa.Field]]) -> None:
    for number, columns in enumerate(days):
        world.load(number, columns)
    world.register()
    # the first file of each set, that of day 0, 2 or 4, tells the columns of all
    for number in (1, 3, 5):
        world.data(number).write_bytes(b"torn")
    assert world.visits(4, 4) == expected(days, 4, 4)
    assert world.visits(2, 2) == expected(days, 2, 2)
    with pytest.raises(duckdb.Error, match=r"date=2026-10-02/data\.parquet"):
        world.visits(1, 2)


@SETS
def test_a_file_that_is_torn_or_gone_before_keeps_no_other_day_away(world: Days, days: list[list[pa.Field]]) -> None:
    for number, columns in enumerate(days):
        world.load(number, columns)
    world.data(0).write_bytes(b"torn")
    world.data(3).unlink()
    world.register()
    assert world.visits(2, 5) == [row for row in expected(days, 2, 5) if row[0] != 3]
    assert len(world.remembered()) == 4
    with pytest.raises(duckdb.Error, match=r"date=2026-10-01/data\.parquet"):
        world.visits(0, 1)


def test_a_stream_whose_files_are_all_gone_is_empty(world: Days) -> None:
    world.load(0, [DATE, VISIT])
    world.register()
    world.data(0).unlink()
    world.register()
    assert world.visits(0, 5) == []


def test_the_columns_of_a_load_are_read_once(world: Days, opened: list[str]) -> None:
    for number, columns in enumerate(TWO_SETS):
        world.load(number, columns)
    world.register()
    assert sorted(opened) == [f"2026-10-0{number}" for number in range(1, 7)]
    world.load(1, [DATE, VISIT, CITY])
    opened.clear()
    world.register()
    world.register()
    assert opened == ["2026-10-02"]
    assert world.visits(0, 2) == [(0, None), (1, "Tver"), (2, None)]
    assert world.remembered() == {load.load_id for load in world.lake.manifests()}


def test_what_a_rolled_back_run_remembered_is_read_again(world: Days, opened: list[str]) -> None:
    world.load(0, [DATE, VISIT])
    for _ in range(2):
        world.con.begin()
        world.register()
        world.con.rollback()
    assert opened == ["2026-10-01"] * 2


def test_a_file_that_was_replaced_since_its_manifest_was_read_is_known_by_what_it_is(world: Days) -> None:
    world.load(0, [DATE, VISIT])
    before = [world.load(1, [DATE, VISIT])]
    world.register()
    old = world.lake.manifests()
    world.load(1, [DATE, CITY, VISIT])
    world.con.execute("delete from meta.stored_columns")
    world.register(old)
    assert world.visits(0, 1) == [(0, None), (1, "Tver")]
    assert not world.remembered() & {load.load_id for load in before}
