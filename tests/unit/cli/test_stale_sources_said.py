"""At the end of a run, which of the published sources lack their last days."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.cli.stale import stale_sources
from pipelines.publish.published import published_file
from pipelines.settings import Environment

STALE = (
    "('yandex_metrica', 'visits', date '2026-11-18', null, date '2026-10-01', date '2026-11-20', 'stale', "
    "0, null, null)"
)
FRESH = "('files', 'orders', date '2026-11-01', null, null, null, 'ok', 0, null, null)"


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    now = datetime(2026, 11, 21, 3, tzinfo=UTC)
    return Environment(profile="demo", config=tmp_path, home=tmp_path, now=now, hash_key=None)


COLUMNS = "due_from, due_to, status, missing_days, missing_from, missing_to"


def publish(environment: Environment, *rows: str, columns: str = COLUMNS) -> None:
    published_file(environment).parent.mkdir()
    with duckdb.connect(str(published_file(environment))) as connection:
        connection.execute("create schema marts.marts")
        connection.execute(
            f"create table marts.marts.data_freshness as select * from (values {', '.join(rows)}) "
            f"as rows (source, stream, covered_to, last_loaded_at, {columns})"
        )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([FRESH], []),
        (
            [FRESH, STALE],
            ["Yandex Metrica: data through 18 November 2026, expected through 20 November 2026."],
        ),
    ],
    ids=["all is well", "a source was down"],
)
def test_each_stale_source_is_a_sentence(environment: Environment, rows: list[str], said: list[str]) -> None:
    publish(environment, *rows)
    assert stale_sources(environment) == said


def test_what_an_older_version_published_says_nothing(environment: Environment) -> None:
    publish(environment, FRESH, columns="a, b, c, d, e, f")
    assert stale_sources(environment) == []


def test_before_the_first_publication_there_is_nothing_to_say(environment: Environment) -> None:
    assert stale_sources(environment) == []
