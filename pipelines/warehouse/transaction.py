"""One transaction, that is whole or was never there."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit at the end, roll back on anything else, an interrupt too."""
    con.begin()
    try:
        yield
        con.commit()
    except BaseException:
        # a fatal error has ended the transaction by itself; the first error is the one to tell
        with suppress(duckdb.Error):
            con.rollback()
        raise
