"""Where the published database is, and how it is read: read-only, and for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from connectors.common.errors import Problem
from pipelines.settings import Environment

FILE = "marts.duckdb"


def published_file(environment: Environment) -> Path:
    """What BI opens."""
    return environment.home / "published" / FILE


@contextmanager
def open_published(environment: Environment) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection in which `marts.scorecard` is the published one.

    Attached under a name of its own: DuckDB calls a database by its file, and where that is `marts` too, it refuses
    `marts.scorecard` as ambiguous and wants `marts.marts.scorecard`. Raises Problem where nothing is published, or
    what is there isn't a database.
    """
    path = published_file(environment)
    if not path.is_file():
        raise Problem("nothing has been published yet.", where=str(path), mend="Run `tablo run` first.")
    connection = duckdb.connect()
    try:
        _attach(connection, path)
        yield connection
    finally:
        connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    quoted = str(path).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as published (read_only)")
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0].rstrip(". ")
        raise Problem(
            f"this can't be read: {reason}.", where=str(path), mend="Run `tablo run` to publish anew."
        ) from None
    connection.execute("use published")
