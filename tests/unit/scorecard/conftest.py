from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Configuration, Environment, load_configuration
from pipelines.settings.scorecard import Scorecard

HERE = Path(__file__).parent
CONFIG = HERE.parents[2] / "config"


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute((HERE / "warehouse.sql").read_text(encoding="utf-8"))
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def configuration() -> Configuration:
    return load_configuration(CONFIG)


@pytest.fixture
def director(configuration: Configuration) -> Scorecard:
    return configuration.scorecards["marketing_director"]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    now = datetime(2026, 11, 21, 3, tzinfo=UTC)
    return Environment(profile="demo", config=CONFIG, home=tmp_path, now=now, hash_key=None)
