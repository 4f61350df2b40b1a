"""What a write changed: the rows of each value of a column, summed up before it and after it.

A value's fingerprint is the number of its rows and the sum of their hashes. Doubles that come out differently in the
last place make a change of nothing, which costs a rewrite and no more.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.names import quoted, text
from pipelines.warehouse.ranges import DateRange, DateRanges

WHOLE = "(all rows)"


@dataclass(frozen=True)
class Fingerprints:
    """Of some rows, by each of the columns, as they were when taken; without columns, the rows are one heap.

    Each is a temporary table, `<label>_<place of the column>`.
    """

    con: duckdb.DuckDBPyConnection
    label: str
    columns: tuple[str, ...]

    @classmethod
    def take(
        cls, con: duckdb.DuckDBPyConnection, label: str, columns: Collection[str], rows: str, where: str = "true"
    ) -> "Fingerprints":
        """Of the rows of a table that the condition names."""
        found = cls(con, label, tuple(sorted(columns)) or (WHOLE,))
        for place, column in enumerate(found.columns):
            value = "true" if column == WHOLE else f"stored.{quoted(column)}"
            con.execute(
                f"create or replace temp table {label}_{place} as "
                f"select {value} as value, count(*) as rows, sum(hash(stored)) as hashes "
                f"from {rows} as stored where {where} group by 1"
            )
        return found

    def differs_from(self, before: "Fingerprints") -> bool:
        """Whether the rows are others than those."""
        return bool(self.con.execute(f"{self.values(before, self.columns[0])} limit 1").fetchall())

    def values(self, before: "Fingerprints", column: str) -> str:
        """The query for the values of a column whose rows are others than those; column `value`."""
        place = self.columns.index(column)
        return f"""
            select value
            from (
                select value, rows, hashes from {self.label}_{place}
                union all
                select value, -rows, -hashes from {before.label}_{place}
            )
            group by value
            having sum(rows) <> 0 or sum(hashes) <> 0
        """

    def days(self, before: "Fingerprints", column: str) -> DateRanges:
        """The same of a column of dates or moments, as days."""
        query = f"select distinct cast(value as date) from ({self.values(before, column)}) where value is not null"
        rows = self.con.execute(query).fetchall()
        return DateRanges.of(*(DateRange.inclusive(day, day) for (day,) in rows))


def is_dated(kind: str) -> bool:
    """Whether values of a type fall on days."""
    return kind == "DATE" or kind.startswith("TIMESTAMP")


def column_types(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """The columns that a relation has in the warehouse, with their types. None where there is no such relation."""
    if not _is_there(con, relation):
        return {}
    return dict(
        con.execute(f"select name, type from pragma_table_info({text(quoted(relation))}) order by cid").fetchall()
    )


def _is_there(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Asked first: of DuckDB 2 an error ends the caller's transaction, even one that is caught."""
    schema, _, name = relation.rpartition(".")
    found = con.execute(
        f"""
        select 1 from duckdb_tables()
        where table_name = {text(name)} and schema_name = {text(schema or "main")}
        union all
        select 1 from duckdb_views()
        where view_name = {text(name)} and schema_name = {text(schema or "main")}
        """
    ).fetchall()
    return bool(found)
