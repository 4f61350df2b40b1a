"""Checks of a model's rows, run inside the transaction that wrote them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from connectors.common.errors import Problem
from pipelines.warehouse.building.touched import COMING, Touched, looks_at_touched
from pipelines.warehouse.checks.saying import sentences_of
from pipelines.warehouse.complaints import sentence
from pipelines.warehouse.models.header import Check
from pipelines.warehouse.models.model import Model
from pipelines.warehouse.names import literal, quoted
from pipelines.warehouse.parameters import uses_dates, with_dates
from pipelines.warehouse.ranges import DateRange
from pipelines.warehouse.results import CheckResult

SAMPLE, SPOKEN_OF = 5, 1000


def run_checks(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    ranges: Sequence[DateRange],
    touched: Touched | None = None,
    *,
    everywhere: bool = False,
) -> Iterator[CheckResult]:
    """The key's checks over the ranges or values just written (all rows, where the model isn't incremental), then the
    header's.

    A header's check that uses the dates runs once for each range. What blocks has held for all other values before, so
    of a model by keys it looks at the touched values, unless it says that it compares the `whole`. Any other looks at
    all that is there. `everywhere` has all of the header's look at all days and values.
    """
    if model.header.key:
        rows = _written_rows(model, ranges) if touched is None else COMING
        yield _not_null(con, model, rows)
        yield _unique(con, model, rows)
    looked_at = all_days(con, model) if everywhere else ranges
    for check in model.header.checks:
        if touched is not None and looks_at_touched(check) and not everywhere:
            check = check.model_copy(update={"sql": touched.checked_rows_of(check.sql, model.relation)})
        yield _written(con, model, check, looked_at)


def all_days(con: duckdb.DuckDBPyConnection, model: Model) -> list[DateRange]:
    """For the checks that look at days: one range over all that a model by days has."""
    if model.header.incremental is None:
        return []
    day = quoted(model.header.incremental)
    ((first, last),) = con.execute(
        f"select cast(min({day}) as date), cast(max({day}) as date) from {quoted(model.relation)}"
    ).fetchall()
    return [] if first is None else [DateRange.inclusive(first, last)]


def _not_null(con: duckdb.DuckDBPyConnection, model: Model, rows: str) -> CheckResult:
    columns = [quoted(column) for column in model.header.never_null]
    query = f"select {', '.join(columns)} from {rows} where {' or '.join(f'{column} is null' for column in columns)}"
    return _result("key_is_not_null", "error", _offending(con, query))


def _unique(con: duckdb.DuckDBPyConnection, model: Model, rows: str) -> CheckResult:
    query = f'select {_key(model)}, count(*) as "rows" from {rows} group by {_key(model)} having count(*) > 1'
    return _result("key_is_unique", "error", _offending(con, query))


def _written(con: duckdb.DuckDBPyConnection, model: Model, check: Check, ranges: Sequence[DateRange]) -> CheckResult:
    try:
        return _of_header(con, check, ranges)
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise Problem(f"the check {check.name} can't be run: {sentence(error)}", where=str(model.path)) from None


def _of_header(con: duckdb.DuckDBPyConnection, check: Check, ranges: Sequence[DateRange]) -> CheckResult:
    queries = [with_dates(check.sql, piece) for piece in ranges] if uses_dates(check.sql) else [check.sql]
    found = _Offending()
    for query in queries:
        found += _offending(con, query, SPOKEN_OF if check.say else SAMPLE)
    return _result(check.name, check.severity, found, check.say)


@dataclass(frozen=True)
class _Offending:
    """How many rows a check's queries have, and the first of them."""

    count: int = 0
    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    def __add__(self, other: "_Offending") -> "_Offending":
        return _Offending(self.count + other.count, other.names, self.rows + other.rows)

    @property
    def sample(self) -> str:
        pairs = (zip(self.names, row, strict=True) for row in self.rows[:SAMPLE])
        return "\n".join(", ".join(f"{name}={value}" for name, value in pair) for pair in pairs)


def _result(name: str, severity: str, found: _Offending, say: str | None = None) -> CheckResult:
    said = tuple(sentences_of(say, found.names, found.rows, found.count)) if say and found.count else ()
    return CheckResult(name, severity, not found.count, found.count, found.sample, said)


def _offending(con: duckdb.DuckDBPyConnection, query: str, most: int = SAMPLE) -> _Offending:
    """The rows of a query. It is run once."""
    found = con.execute(f"select count(*) over (), * from (\n{query}\n) limit {most}")
    names = tuple(column[0] for column in found.description or ())[1:]
    rows = found.fetchall()
    return _Offending(int(rows[0][0]) if rows else 0, names, tuple(row[1:] for row in rows))


def _key(model: Model) -> str:
    return ", ".join(quoted(column) for column in model.header.key)


def _written_rows(model: Model, ranges: Sequence[DateRange]) -> str:
    """The table, or the query in brackets for what was written of it."""
    if model.header.incremental is None:
        return quoted(model.relation)
    column = quoted(model.header.incremental)
    pieces = (f"({column} >= {literal(piece.start)} and {column} < {literal(piece.end)})" for piece in ranges)
    return f"(select * from {quoted(model.relation)} where {' or '.join(pieces) or 'false'})"
