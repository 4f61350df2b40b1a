"""Columns that come, go or change their type between runs are told, and declared ones that nothing has."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.common.stream import Facts, Rows, Stream
from pipelines.lake import Lake, WindowLoad
from pipelines.lake.windows.columns import drift_of, missing_columns

DATE = pa.field("date", pa.date32())
PAGES, LONG_PAGES = pa.field("pages", pa.int32()), pa.field("pages", pa.int64())
CITY, REFERER = pa.field("city", pa.string()), pa.field("referer", pa.string())
FIRST = date(2026, 10, 1)
RELOAD = "To load all days alike: tablo run --from 2026-10-01 --to 2026-10-0{last} --refresh all"


def lake_of(folder: Path, runs: list[list[pa.Field]]) -> Lake:
    """A run for each day."""
    lake = Lake(folder / "lake")
    for number, columns in enumerate(runs):
        schema = pa.schema([DATE, *columns])
        day = FIRST + timedelta(days=number)
        moment = datetime(2026, 10, 10, 6 + number, tzinfo=UTC)
        with WindowLoad(lake, "metrica", "visits", "1", Stream(schema, key=("date",)), [day], moment) as load:
            load.add(Rows(pa.RecordBatch.from_pylist([{"date": day}], schema=schema)))
            load.commit(Facts(1))
    return lake


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        pytest.param([], None, id="nothing is loaded"),
        pytest.param([[PAGES]], None, id="one run"),
        pytest.param([[PAGES, CITY], [CITY, PAGES]], None, id="another order"),
        pytest.param([[PAGES], [PAGES, CITY]], "city is new", id="one more"),
        pytest.param([[PAGES, CITY], [PAGES]], "city has vanished", id="one less"),
        pytest.param([[PAGES], [LONG_PAGES]], "pages is int64 and was int32", id="another type"),
        pytest.param(
            [[PAGES, CITY], [LONG_PAGES, REFERER]],
            "referer is new, city has vanished, pages is int64 and was int32",
            id="all at once",
        ),
        pytest.param([[PAGES], [PAGES, CITY], [PAGES, CITY]], None, id="it is told once"),
    ],
)
def test_the_newest_run_is_compared_with_the_one_before(
    tmp_path: Path, runs: list[list[pa.Field]], said: str | None
) -> None:
    lake = lake_of(tmp_path, runs)
    expected = (
        f"the load of 2026-10-0{len(runs)} has other columns than that of 2026-10-0{len(runs) - 1}, "
        f"of the run before: {said}. {RELOAD.format(last=len(runs))}"
    )
    assert drift_of(lake, lake.loads("metrica", "visits", "1")) == ([expected] if said else [])


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        pytest.param([PAGES, CITY, REFERER], None, id="more than declared"),
        pytest.param([PAGES, CITY], None, id="all"),
        pytest.param([PAGES], "city", id="one is missing"),
        pytest.param([REFERER], "pages, city", id="two are missing"),
    ],
)
def test_a_declared_column_that_the_newest_load_lacks_is_told(
    tmp_path: Path, columns: list[pa.Field], missing: str | None
) -> None:
    lake = lake_of(tmp_path, [[PAGES], columns])
    said = missing_columns(lake, lake.loads("metrica", "visits", "1"), pa.schema([DATE, PAGES, CITY]))
    expected = f"even the newest load, of 2026-10-02, has no {missing}: it is empty in every model."
    assert said == ([f"{expected} {RELOAD.format(last=2)}"] if missing else [])


def test_a_torn_file_tells_no_columns(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, [[PAGES], [CITY]])
    loads = lake.loads("metrica", "visits", "1")
    lake.day("metrica", "visits", "1", date(2026, 10, 2)).data.write_bytes(b"torn")
    assert (drift_of(lake, loads), missing_columns(lake, loads, pa.schema([DATE]))) == ([], [])
