"""`published/marts.duckdb`: what BI opens. Built beside, then renamed into place: a reader meets the old or the new.

The file keeps to what a DuckDB 1.0 client can open: storage version v1.0.0, no PRIMARY KEY and no UNIQUE. A reader
that holds the old file open goes on reading it until it connects again. DuckDB names a database by its file, so the
whole name of a table is `marts.marts.scorecard`; the short one is refused as ambiguous.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from connectors.common.durable import place
from connectors.common.errors import Problem
from pipelines.publish.documents import TableDoc, documents_of_marts
from pipelines.publish.published import published_file
from pipelines.settings import Configuration, Environment
from pipelines.warehouse.complaints import disk_is_full

STORAGE_VERSION = "v1.0.0"
BUILDING = "marts.duckdb.building"  # one name: the warehouse's lock lets one publisher in at a time
ALIAS = "published_marts"


@dataclass(frozen=True)
class Publication:
    """What was published: the file, and the rows of each table."""

    path: Path
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.tables.values())


def publish_marts(
    connection: duckdb.DuckDBPyConnection,
    environment: Environment,
    configuration: Configuration,
    documents: Sequence[TableDoc],
) -> Publication:
    """Copy every mart of the warehouse that `connection` holds into a new file, and put that in the old one's place.

    Raises Problem, and leaves the published file as it was, where a mart or a column has no document, and where the
    new file can't be built.
    """
    path = published_file(environment)
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(BUILDING)
    _clear(building)
    try:
        tables = _build(connection, building, documents_of_marts(connection, documents), _house_rules(configuration))
        place(building, path)
    except (duckdb.Error, OSError) as error:
        is_full = disk_is_full(str(error))
        reason = "the disk is full" if is_full else str(error).partition("\n")[0].rstrip(". ")
        mend = "Free some space, and run again" if is_full else "Mend this, and run again"
        raise Problem(
            f"the marts could not be published: {reason}.",
            where=str(path),
            mend=f"{mend}. What was published before stays.",
        ) from error
    finally:
        _clear(building)
    return Publication(path, tables)


def _build(
    connection: duckdb.DuckDBPyConnection, building: Path, documents: Sequence[TableDoc], house_rules: str
) -> dict[str, int]:
    """The new file, checkpointed and let go of; one transaction, so that all tables are of one moment."""
    rows: dict[str, int] = {}
    with _attached(connection, building), _transaction(connection):
        connection.execute(f"create schema {ALIAS}.marts")
        for document in documents:
            table = f"{ALIAS}.marts.{_name(document.name)}"
            connection.execute(f"create table {table} as select * from marts.{_name(document.name)}")
            connection.execute(f"comment on table {table} is {_text(f'{document.comment} {house_rules}')}")
            for column, comment in document.columns.items():
                connection.execute(f"comment on column {table}.{_name(column)} is {_text(comment)}")
            rows[document.name] = _count(connection, table)
    return rows


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, building: Path) -> Iterator[None]:
    connection.execute(f"attach {_text(str(building))} as {ALIAS} (storage_version '{STORAGE_VERSION}')")
    try:
        yield
        connection.execute(f"checkpoint {ALIAS}")
    finally:
        connection.execute(f"detach {ALIAS}")


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _clear(building: Path) -> None:
    """What a killed publication left."""
    for leftover in (building, building.with_name(f"{building.name}.wal")):
        leftover.unlink(missing_ok=True)


def _house_rules(configuration: Configuration) -> str:
    company = configuration.company
    return f"Money is in {company.currency}, net of VAT; days are of {company.timezone}."


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(rows)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
