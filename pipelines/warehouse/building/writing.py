"""Writing a model's rows. The caller holds the transaction: whatever fails here, the former rows are still there."""

from collections.abc import Iterable

import duckdb

from connectors.common.errors import Problem
from pipelines.warehouse.models.model import Model
from pipelines.warehouse.names import literal, quoted
from pipelines.warehouse.parameters import with_dates, without_rows
from pipelines.warehouse.ranges import DateRange, DateRanges

# a year at a time keeps a rebuild of long histories inside the memory; a stray date in the year 9999 must not make
# thousands of queries of it
_CHUNK_DAYS, _MOST_CHUNKS = 366, 64


def create_view(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Make the view anew; it writes no rows."""
    con.execute(f"create or replace view {quoted(model.relation)} as (\n{model.sql}\n)")
    return 0


def rebuild(con: duckdb.DuckDBPyConnection, model: Model, days: DateRanges, reach: int = 0) -> int:
    """Write the table from scratch, with the columns that the query has now; returns the rows written.

    Of an incremental model, the days given are all days that it has.
    """
    first = without_rows(model.sql) if model.is_incremental else model.sql
    if model.is_keyed:
        # keys grow with time, and the changed ones of a day are mostly young: they lie together then
        first = f"select * from (\n{first}\n) order by {quoted(model.header.incremental_key or '')}"
    con.execute(f"create or replace table {quoted(model.relation)} as (\n{first}\n)")
    return _insert(con, model, _chunks(days), reach) if model.is_incremental else count(con, model)


def rewrite(con: duckdb.DuckDBPyConnection, model: Model, days: DateRanges, reach: int = 0) -> int:
    """Replace the rows of some days of an incremental model; returns the rows written."""
    for piece in days:
        con.execute(f"delete from {quoted(model.relation)} where {_in_range(model, piece)}")
    return _insert(con, model, _chunks(days), reach)


def count(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    """The rows of a table."""
    return _number(con.execute(f"select count(*) from {quoted(model.relation)}"))


def _insert(con: duckdb.DuckDBPyConnection, model: Model, pieces: Iterable[DateRange], reach: int) -> int:
    written = 0
    for piece in pieces:
        query = with_dates(model.sql, piece, reach)
        added = _number(con.execute(f"insert into {quoted(model.relation)} by name (\n{query}\n)"))
        inside = _number(con.execute(f"select count(*) from {quoted(model.relation)} where {_in_range(model, piece)}"))
        if added != inside:
            # such rows would be written again by every run, and deleted by none
            raise Problem(
                f"{added - inside} of {added} rows for {piece} have a {model.header.incremental} outside these days.",
                where=str(model.path),
                mend=f"Let the query filter {model.header.incremental} by $date_from and $date_to.",
            )
        written += added
    return written


def _chunks(days: DateRanges) -> Iterable[DateRange]:
    return days.chunks(max(_CHUNK_DAYS, days.days // _MOST_CHUNKS + 1))


def _in_range(model: Model, piece: DateRange) -> str:
    column = quoted(model.header.incremental or "")
    return f"{column} >= {literal(piece.start)} and {column} < {literal(piece.end)}"


def _number(found: duckdb.DuckDBPyConnection) -> int:
    return int(found.fetchall()[0][0])
