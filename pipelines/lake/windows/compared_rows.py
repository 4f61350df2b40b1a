"""Rows of two views, `old` and `new`, met by their key: how many came, went and changed, and in which columns.

Rows fall into buckets by a hash of their key. Buckets with the same digest on both sides hold the same rows, and most
do; only the rows of the others are joined, with four bytes of hash in place of each value.
"""

from collections.abc import Mapping, Sequence

import duckdb

from pipelines.lake.mapping.sql_text import name

BUCKETS = 1 << 20


class ComparedRows:
    """`columns` counts the changed rows by column, most first. A key that is there twice is met place by place."""

    added: int
    vanished: int
    changed: int
    columns: dict[str, int]

    def __init__(self, con: duckdb.DuckDBPyConnection, key: Sequence[str], types: Mapping[str, str]) -> None:
        self._con, self._key, self._types = con, key, types
        self._values = [column for column in types if column not in key]
        self._find_differing_buckets()
        twins = self._are_twins("old") or self._are_twins("new")
        self.added, self.vanished, self.changed, *counts = self._joined(twins)
        most = sorted(zip(self._values, counts, strict=True), key=lambda each: -each[1])
        self.columns = {column: count for column, count in most if count}

    def _find_differing_buckets(self) -> None:
        old, new = (
            f"select {self._bucket} as bucket, count(*) as rows, sum({self._digest}) as digest from {side} group by 1"
            for side in ("old", "new")
        )
        self._con.execute(
            f"""create table differing as
                select bucket from ({old}) as o full join ({new}) as n using (bucket)
                where o.rows is distinct from n.rows or o.digest is distinct from n.digest"""
        )

    def _are_twins(self, side: str) -> bool:
        groups = f"select count(*) as rows from {side} where {self._within} group by {_listed(self._key)}"
        return self._numbers(f"select coalesce(max(rows), 0) from ({groups})")[0] > 1

    def _joined(self, twins: bool) -> list[int]:
        met = [f"o.k{at} is not distinct from n.k{at}" for at in range(len(self._key))]
        met += ["o.place = n.place"] if twins else []
        differs = [f"d{at}" for at in range(len(self._values))]
        counts = [
            "count(*) filter (where came)",
            "count(*) filter (where went)",
            f"count(*) filter (where {' or '.join(differs) or 'false'})",
            *(f"count(*) filter (where {each})" for each in differs),
        ]
        # NULL, which no filter takes, where one side has no row
        changes = [f"o.v{at} <> n.v{at} as d{at}" for at in range(len(self._values))]
        shown = ["o.here is null as came", "n.here is null as went", *changes]
        return self._numbers(
            f"""with o as ({self._rows("old", twins)}), n as ({self._rows("new", twins)}),
                joined as (select {", ".join(shown)} from o full join n on {" and ".join(met)})
                select {", ".join(counts)} from joined"""
        )

    def _rows(self, side: str, twins: bool) -> str:
        shown = [f"{name(column)} as k{at}" for at, column in enumerate(self._key)]
        shown += [
            f"cast({self._hash([column])} & 4294967295 as uinteger) as v{at}" for at, column in enumerate(self._values)
        ]
        if twins:
            shown += [f"row_number() over (partition by {_listed(self._key)} order by {self._digest}) as place"]
        return f"select {', '.join(shown)}, true as here from {side} where {self._within}"

    def _hash(self, columns: Sequence[str]) -> str:
        """Lists by their text: to DuckDB's own hash, NULL, [] and [NULL] are one, and so are [0] and [0, 0]."""
        told = [
            f"cast({name(column)} as varchar)" if _is_nested(self._types[column]) else name(column)
            for column in columns
        ]
        return f"hash({', '.join(told)})"

    @property
    def _bucket(self) -> str:
        return f"{self._hash(self._key)} % {BUCKETS}"

    @property
    def _digest(self) -> str:
        return self._hash([*self._key, *self._values])

    @property
    def _within(self) -> str:
        return f"{self._bucket} in (select bucket from differing)"

    def _numbers(self, query: str) -> list[int]:
        return [int(number) for number in self._con.execute(query).fetchall()[0]]


def _is_nested(kind: str) -> bool:
    return kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(name, columns))
