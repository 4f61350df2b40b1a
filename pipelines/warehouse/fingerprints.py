"""What a write changed: the rows of each value of a column, summed up before it and after it.

A value's fingerprint is the number of its rows and the sum of their hashes. Doubles that come out differently in the
last place make a change of nothing, which costs a rewrite and no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.names import quoted
from pipelines.warehouse.ranges import DateRange, DateRanges


@dataclass(frozen=True)
class Fingerprints:
    """The rows of `relation` that the condition names, by each of the columns, as they were when taken.

    Lives in temporary tables of the connection: one at a time.
    """

    con: duckdb.DuckDBPyConnection
    relation: str
    columns: tuple[str, ...]
    where: str

    @classmethod
    def take(
        cls, con: duckdb.DuckDBPyConnection, relation: str, columns: Iterable[str], where: str = "true"
    ) -> "Fingerprints":
        """Of the rows as they are now. Without columns, the rows are one heap."""
        found = cls(con, relation, tuple(sorted(columns)), where)
        for place, column in enumerate(found.columns or (None,)):
            con.execute(f"create or replace temp table fingerprint_{place} as {found._query(column)}")
        return found

    def is_changed(self) -> bool:
        """Whether the rows of the condition are others now."""
        return bool(self.con.execute(f"select 1 from ({self._different(0)}) limit 1").fetchall())

    def values(self, column: str) -> str:
        """The query for the values of a column whose rows are others now; column `value`."""
        return self._different(self.columns.index(column))

    def days(self, column: str) -> DateRanges:
        """The same of a date column, as days."""
        rows = self.con.execute(f"select value from ({self.values(column)}) where value is not null").fetchall()
        return DateRanges.of(*(DateRange.inclusive(day, day) for (day,) in rows))

    def _different(self, place: int) -> str:
        column = self.columns[place] if self.columns else None
        return f"""
            select value
            from (
                select value, rows, hashes from fingerprint_{place}
                union all
                select value, -rows, -hashes from ({self._query(column)})
            )
            group by value
            having sum(rows) <> 0 or sum(hashes) <> 0
        """

    def _query(self, column: str | None) -> str:
        value = "true" if column is None else f"stored.{quoted(column)}"
        return (
            f"select {value} as value, count(*) as rows, sum(hash(stored)) as hashes "
            f"from {quoted(self.relation)} as stored where {self.where} group by 1"
        )


def column_types(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns that a relation has in the warehouse, with their types."""
    schema, _, name = relation.partition(".")
    rows = con.execute(
        "select column_name, data_type from duckdb_columns() where schema_name = ? and table_name = ? "
        "and database_name = current_database() order by column_index",
        [schema, name],
    ).fetchall()
    return dict(rows)
