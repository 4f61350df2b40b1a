"""The published database: what is in it, and that it is replaced whole or not at all."""

import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from connectors.common.errors import Problem
from pipelines.publish import Publication, TableDoc, publish_marts
from pipelines.publish.published import open_published, published_file
from pipelines.settings import Configuration, Environment

TABLES = ["data_freshness", "kpi_catalogue", "kpi_values", "scorecard", "scorecard_totals"]


@pytest.fixture
def published(
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> Publication:
    return publish_marts(warehouse, environment, configuration, documents)


def test_every_mart_is_copied_whole(
    published: Publication, warehouse: duckdb.DuckDBPyConnection, environment: Environment
) -> None:
    assert sorted(published.tables) == TABLES
    assert published.rows == sum(published.tables.values())
    with open_published(environment) as reader:
        for table in TABLES:
            everything = f"select * from marts.{table} order by all"
            assert reader.execute(everything).fetchall() == warehouse.execute(everything).fetchall()


def test_tables_and_columns_say_what_they_are(published: Publication) -> None:
    with duckdb.connect(str(published.path), read_only=True) as reader:
        tables = dict(reader.execute("select table_name, comment from duckdb_tables() where not internal").fetchall())
        columns = reader.execute(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert tables["kpi_values"] == "About kpi_values. Money is in RUB, net of VAT; days are of Europe/Moscow."
    assert ("kpi_values", "value", "It's value.") in columns
    assert all("dditive" in comment for table, name, comment in columns if (table, name) == ("scorecard", "score"))
    assert [name for name in (*tables.values(), *(comment for *_, comment in columns)) if not name] == []


def test_the_file_has_the_storage_version_and_the_constraints_that_an_old_client_can_open(
    published: Publication,
) -> None:
    magic, version = struct.unpack_from("<4sQ", published.path.read_bytes(), 8)
    assert (magic, version) == (b"DUCK", 64), "64 is v1.0.0"
    with duckdb.connect(str(published.path), read_only=True) as reader:
        assert reader.execute("select * from duckdb_constraints() where constraint_type <> 'NOT NULL'").fetchall() == []
        assert reader.execute("select * from duckdb_indexes()").fetchall() == []


def test_the_whole_name_of_a_table_works_for_who_opens_the_file(published: Publication) -> None:
    with duckdb.connect(str(published.path), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.marts.scorecard_totals").fetchall() == [(14,)]


def test_nothing_lies_beside_the_file(published: Publication) -> None:
    assert [path.name for path in published.path.parent.iterdir()] == ["marts.duckdb"]


def test_a_view_is_published_as_the_table_that_it_shows(
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> None:
    warehouse.execute("create view marts.answers as select 42 as answer")
    documents.append(TableDoc("answers", "Answers.", {"answer": "The answer.", "gone": "No such column any more."}))
    assert publish_marts(warehouse, environment, configuration, documents).tables["answers"] == 1


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("scorecard", "the mart scorecard has no description"),
        ("value", "the mart kpi_values has no description of value"),
    ],
)
def test_a_mart_or_column_without_a_description_stops_the_publication(
    published: Publication,
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
    left_out: str,
    said: str,
) -> None:
    before = published.path.read_bytes()
    fewer = [
        replace(document, columns={name: text for name, text in document.columns.items() if name != left_out})
        for document in documents
        if document.name != left_out
    ]
    with pytest.raises(Problem, match=said):
        publish_marts(warehouse, environment, configuration, fewer)
    assert published.path.read_bytes() == before


def test_a_warehouse_without_marts_replaces_nothing(
    published: Publication, environment: Environment, configuration: Configuration
) -> None:
    before = published.path.read_bytes()
    with duckdb.connect() as empty, pytest.raises(Problem, match="no marts to publish"):
        publish_marts(empty, environment, configuration, [])
    assert published.path.read_bytes() == before


def test_a_copy_that_fails_half_way_leaves_the_old_file_and_nothing_else(
    published: Publication,
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> None:
    before = published.path.read_bytes()
    warehouse.execute("create view marts.zz_broken as select cast('x' || range as integer) as number from range(3)")
    documents.append(TableDoc("zz_broken", "Fails when it is read.", {"number": "A number."}))
    with pytest.raises(Problem, match=r"could not be published: Conversion Error.*What was published before stays"):
        publish_marts(warehouse, environment, configuration, documents)
    assert published.path.read_bytes() == before
    assert [path.name for path in published.path.parent.iterdir()] == ["marts.duckdb"]
    warehouse.execute("drop view marts.zz_broken")
    publish_marts(warehouse, environment, configuration, documents[:-1])


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
import duckdb
from pipelines.publish import TableDoc, marts
from pipelines.settings import Environment, load_configuration

home, config = Path(sys.argv[1]), Path(sys.argv[2])
marts.place = lambda building, path: os.kill(os.getpid(), 9)
connection = duckdb.connect()
connection.execute("create schema marts; create table marts.versions as select 2 as version")
environment = Environment("demo", config, home, datetime(2026, 11, 21, tzinfo=UTC), None)
documents = [TableDoc("versions", "Versions.", {"version": "The version."})]
marts.publish_marts(connection, environment, load_configuration(config), documents)
"""


def test_a_publication_killed_before_the_swap_leaves_the_old_file_and_the_next_one_clears_up(
    published: Publication,
    warehouse: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: list[TableDoc],
) -> None:
    before = published.path.read_bytes()
    command = [sys.executable, "-c", KILLED, str(environment.home), str(environment.config)]
    killed = subprocess.run(command, cwd=environment.config.parent, capture_output=True, check=False, timeout=60)
    assert killed.returncode == -9, killed.stderr.decode()
    assert published.path.read_bytes() == before
    assert len(list(published.path.parent.iterdir())) > 1
    publish_marts(warehouse, environment, configuration, documents)
    assert [path.name for path in published.path.parent.iterdir()] == ["marts.duckdb"]


READER = """
import sys
import duckdb
seen = set()
print("ready", flush=True)
while True:
    with duckdb.connect(sys.argv[1], read_only=True) as reader:
        versions = {version for table in ("a", "b", "c") for (version,) in reader.execute(
            f"select distinct version from marts.marts.{table}").fetchall()}
    assert len(versions) == 1, f"mixed: {versions}"
    seen |= versions
    if max(versions) == int(sys.argv[2]):
        break
print(len(seen))
"""


def publish_version(home: Environment, configuration: Configuration, version: int) -> None:
    documents = [TableDoc(table, "Versions.", {"version": "The version."}) for table in "abc"]
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for table in "abc":
            connection.execute(f"create table marts.{table} as select {version} as version from range(20000)")
        publish_marts(connection, home, configuration, documents)


def test_readers_never_meet_an_error_or_a_mix_of_versions_while_the_file_is_replaced(
    environment: Environment, configuration: Configuration
) -> None:
    last = 40
    publish_version(environment, configuration, 1)
    command = [sys.executable, "-c", READER, str(published_file(environment)), str(last)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        for version in range(2, last + 1):
            publish_version(environment, configuration, version)
        told, errors = reader.communicate(timeout=60)
    assert (reader.returncode, errors) == (0, "")
    assert int(told) > 1, "the reader has seen several versions"


def test_a_reader_that_holds_the_old_file_keeps_it(environment: Environment, configuration: Configuration) -> None:
    publish_version(environment, configuration, 1)
    with open_published(environment) as reader:
        publish_version(environment, configuration, 2)
        assert reader.execute("select distinct version from marts.a").fetchall() == [(1,)]
    with open_published(environment) as reader:
        assert reader.execute("select distinct version from marts.a").fetchall() == [(2,)]


def test_reading_before_anything_is_published_is_a_sentence(environment: Environment) -> None:
    with (
        pytest.raises(Problem, match=r"nothing has been published yet\. Run `tablo run` first"),
        open_published(environment),
    ):
        pass


def test_what_is_not_a_database_is_a_sentence(environment: Environment) -> None:
    path: Path = published_file(environment)
    path.parent.mkdir(parents=True)
    path.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(Problem, match=r"marts\.duckdb: this can't be read"), open_published(environment):
        pass
