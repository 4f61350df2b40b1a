"""`meta.changes`: what changed of each table, in the order in which it was noticed, until every reader has seen it.

A row names a day range, a value of a column, or everything (`by_column` is `*`); a row without any of them says just
that something changed. `seq` orders the rows; what a model has seen is the greatest `seq` of its last build.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.names import text
from pipelines.warehouse.ranges import NO_DAYS, DateRange, DateRanges

EVERYTHING = "*"
_TABLE = """
create table if not exists meta.changes (
    seq bigint, relation varchar, by_column varchar, "value" varchar, date_from date, date_to date
)
"""


@dataclass(frozen=True)
class Change:
    """A row that names no value: `days` of `column`, everything, or (`column` is None) that something changed."""

    seq: int
    column: str | None
    days: DateRanges = NO_DAYS


class Changes:
    """The table at work. Writes are part of the caller's transaction: `settle` after it, or `undo`."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._noted: dict[str, list[Change]] = {}
        self._pending: list[tuple[str, Change]] = []
        rows = con.execute(
            'select relation, seq, by_column, date_from, date_to from meta.changes where "value" is null order by seq'
        ).fetchall()
        for relation, seq, column, first, last in rows:
            days = NO_DAYS if first is None else DateRanges.of(DateRange.inclusive(first, last))
            self._noted.setdefault(relation, []).append(Change(seq, column, days))
        self.last_seq = _last_seq(con)

    def note(self, relation: str, *, everything: bool = False) -> int:
        """That something of the relation changed, and whether nobody can tell what. Returns the change's number."""
        self.last_seq += 1
        self._write(relation, Change(self.last_seq, None))
        if everything:
            self._write(relation, Change(self.last_seq, EVERYTHING))
        return self.last_seq

    def note_days(self, relation: str, seq: int, column: str, days: Iterable[DateRange]) -> None:
        """On which days of a column."""
        for piece in days:
            self._write(relation, Change(seq, column, DateRanges.of(piece)))

    def note_values(self, relation: str, seq: int, column: str, query: str) -> None:
        """Which values of a column: those of the query's column `value`, each once."""
        self._con.execute(
            f"insert into meta.changes select {seq}, {text(relation)}, {text(column)}, cast(found.value as varchar), "
            f"null, null from ({query}) as found"
        )

    def settle(self) -> None:
        """The caller's transaction was committed."""
        self._pending.clear()

    def undo(self) -> None:
        """The caller's transaction was rolled back."""
        for relation, change in self._pending:
            self._noted[relation].remove(change)
        self._pending.clear()

    def any_since(self, relation: str, seen: int) -> bool:
        """Whether anything of the relation changed after number `seen`."""
        return any(change.seq > seen for change in self._noted.get(relation, ()))

    def everything_since(self, relation: str, seen: int) -> bool:
        """Whether a change was among them of which nobody can tell what it touched."""
        return any(change.seq > seen and change.column == EVERYTHING for change in self._noted.get(relation, ()))

    def days_since(self, relation: str, column: str, seen: int) -> DateRanges:
        """The days of a column that changed."""
        noted = self._noted.get(relation, ())
        pieces = [piece for change in noted if change.seq > seen and change.column == column for piece in change.days]
        return DateRanges.of(*pieces)

    def values_since(self, relation: str, column: str, seen: int) -> str:
        """The query for the values of a column that changed; column `value`, text."""
        return (
            f'select distinct "value" from meta.changes where relation = {text(relation)} '
            f'and by_column = {text(column)} and "value" is not null and seq > {seen}'
        )

    def forget(self, seen_by_all: int) -> None:
        """Drop what every reader has seen."""
        self._con.execute(f"delete from meta.changes where seq <= {seen_by_all}")
        for changes in self._noted.values():
            changes[:] = [change for change in changes if change.seq > seen_by_all]

    def _write(self, relation: str, change: Change) -> None:
        for piece in change.days or (None,):
            first, last = (None, None) if piece is None else (piece.start, piece.last)
            self._con.execute(
                "insert into meta.changes values (?, ?, ?, null, ?, ?)",
                [change.seq, relation, change.column, first, last],
            )
        self._noted.setdefault(relation, []).append(change)
        self._pending.append((relation, change))


def create_changes(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table where it is missing. The caller holds the transaction."""
    con.execute(_TABLE)


def _last_seq(con: duckdb.DuckDBPyConnection) -> int:
    rows = con.execute(
        "select greatest(coalesce((select max(seq) from meta.changes), 0), "
        "coalesce((select max(consumed_seq) from meta.model_state), 0))"
    ).fetchall()
    return int(rows[0][0])
