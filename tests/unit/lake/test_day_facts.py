"""What an export says of each day goes into that day's manifest, and stays with the load."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.common.stream import DayFacts, Facts, Quality, Rows, Stream
from pipelines.lake import Lake, Manifest, WindowLoad
from pipelines.lake.manifest import read_manifest
from pipelines.lake.windows.held import accept, held

FIRST, SECOND = date(2026, 10, 5), date(2026, 10, 6)
SCHEMA = pa.schema([("date", pa.date32()), ("sessions", pa.int64())])
REPORT = Stream(SCHEMA, key=("sessions",), settles_after=13)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
FLAGGED = Quality(True, True, 0.25, False, ("revenue", "tax_amount"))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def load(lake: Lake, facts: Facts, rows: int = 0) -> dict[date, Manifest]:
    columns = {"date": [FIRST] * rows, "sessions": list(range(rows))}
    with WindowLoad(lake, "ga", "totals", "1", REPORT, [FIRST, SECOND], NOW) as window:
        window.take([Rows(pa.RecordBatch.from_pydict(columns, schema=SCHEMA)), facts])
    return lake.loads("ga", "totals", "1")


def test_a_day_has_its_own_details_over_those_of_the_export(lake: Lake) -> None:
    days = {FIRST: DayFacts({"currency": "EUR", "row_count": 7}), SECOND: DayFacts({"row_count": 0})}
    loads = load(lake, Facts(0, {"currency": "USD", "requests": 1}, days=days))
    assert {day: found.details for day, found in loads.items()} == {
        FIRST: {"currency": "EUR", "requests": 1, "row_count": 7},
        SECOND: {"currency": "USD", "requests": 1, "row_count": 0},
    }


def test_the_quality_of_a_day_is_kept_and_what_is_not_told_stays_unknown(lake: Lake) -> None:
    loads = load(lake, Facts(0, days={FIRST: DayFacts(quality=FLAGGED)}))
    assert {day: found.quality for day, found in loads.items()} == {FIRST: FLAGGED, SECOND: None}


def test_a_load_remembers_when_its_day_settles(lake: Lake) -> None:
    assert {found.settles_after for found in load(lake, Facts(0)).values()} == {13}


def test_a_load_that_was_kept_aside_takes_its_quality_with_it(lake: Lake) -> None:
    load(lake, Facts(100), rows=100)
    load(lake, Facts(10, days={FIRST: DayFacts(quality=FLAGGED)}), rows=10)
    partition = lake.day("ga", "totals", "1", FIRST)
    waiting, current = held(partition), read_manifest(partition.folder)
    assert [load.quality for load in (waiting, current) if load] == [FLAGGED, None]
    accepted = accept(partition, NOW)
    assert [load.quality for load in [accepted] if load] == [FLAGGED]


def test_a_manifest_written_before_loads_told_of_quality_is_read(lake: Lake) -> None:
    old = load(lake, Facts(0))[FIRST].model_dump_json(exclude={"quality", "settles_after"})
    read = Manifest.model_validate_json(old)
    assert (read.quality, read.settles_after) == (None, None)
