"""The engine that mappings run in reaches nothing outside itself."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.rules import TextRules


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with mapping_engine(TextRules("Europe/Moscow")) as con:
        yield con


secret_table = pa.table({"secret": ["a Python variable must stay out of reach"]})


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "select * from secret_table",
        "copy (select 1) to '{folder}/x.csv'",
        "attach '{folder}/x.duckdb'",
        "export database '{folder}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set temp_directory = '{folder}'",
        "set lock_configuration = false",
        "set memory_limit = '100GB'",
    ],
)
def test_the_engine_can_neither_reach_out_nor_be_unlocked(
    engine: duckdb.DuckDBPyConnection, statement: str, tmp_path: Path
) -> None:
    with pytest.raises(duckdb.Error):
        engine.execute(statement.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_into_memory_fails_instead_of_spilling(engine: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.OutOfMemoryException):
        engine.execute("create table big as select repeat('x', 1000) || i as text from range(10_000_000) r(i)")


def test_a_lane_computes_in_the_same_time_zone(engine: duckdb.DuckDBPyConnection) -> None:
    """A cursor starts with the machine's: moments would move by it in files that are mapped in slices."""
    asked = "select current_setting('timezone')"
    assert engine.execute(asked).fetchall() == engine.cursor().execute(asked).fetchall() == [("UTC",)]
