from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.publish import TableDoc, scorecard_documents
from pipelines.scorecard import write_scorecards
from pipelines.settings import Configuration, Environment, load_configuration

UNIT = Path(__file__).parents[1]
CONFIG = UNIT.parents[1] / "config"


@pytest.fixture(scope="session")
def configuration() -> Configuration:
    return load_configuration(CONFIG)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    now = datetime(2026, 11, 21, 3, tzinfo=UTC)
    return Environment(profile="demo", config=CONFIG, home=tmp_path, now=now, hash_key=None)


@pytest.fixture
def warehouse(
    tmp_path: Path, environment: Environment, configuration: Configuration
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The scorecard's small warehouse, as a file, with the scorecards computed."""
    connection = duckdb.connect(str(tmp_path / "warehouse.duckdb"))
    connection.execute((UNIT / "scorecard" / "warehouse.sql").read_text(encoding="utf-8"))
    write_scorecards(connection, environment, configuration)
    yield connection
    connection.close()


@pytest.fixture
def documents(warehouse: duckdb.DuckDBPyConnection) -> list[TableDoc]:
    """Of every mart there is."""
    tables = ("data_freshness", "kpi_catalogue", "kpi_values")
    described = [
        TableDoc(
            table,
            f"About {table}.",
            {name: f"It's {name}." for (name, *_) in warehouse.execute(f"describe marts.{table}").fetchall()},
        )
        for table in tables
    ]
    return [*described, *scorecard_documents()]
