"""The days that a model has to be built for: those on which anything that it reads may have rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from pipelines.warehouse.changes.fingerprints import column_types, is_dated
from pipelines.warehouse.changes.links import ANY_DAY, ANYTHING, Link
from pipelines.warehouse.names import quoted
from pipelines.warehouse.ranges import DateRange, DateRanges


@dataclass(frozen=True)
class Loads:
    """The days of the loads that there are now, by the relation that they are part of."""

    days: dict[str, DateRanges]

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection) -> "Loads":
        """Those that the warehouse has numbered."""
        rows = con.execute(
            "select relation, min(date_from), max(date_to) from meta.loads "
            "where ended_seq is null and date_from is not null group by relation"
        ).fetchall()
        return cls({relation: DateRanges.of(DateRange.inclusive(first, last)) for relation, first, last in rows})

    def present(self, relation: str) -> DateRanges:
        """From the first to the last day that a relation of the lake has rows on."""
        return self.days.get(relation, DateRanges())


def present_days(
    con: duckdb.DuckDBPyConnection, links: Iterable[Link], loads: Loads, windows: Mapping[str, int]
) -> DateRanges:
    """From the first to the last day on which a reader by days may have rows, by what its inputs have now."""
    found = DateRanges()
    for link in links:
        if link.own is None and link.column != ANYTHING:
            days = loads.present(link.relation) if link.column == ANY_DAY else _span(con, link)
            found |= days.widened(reach_of(link, windows), link.back)
    return found.span


def reach_of(link: Link, windows: Mapping[str, int]) -> int:
    """How many days later a changed day matters; `windows` are the company's."""
    return sum(windows[part] if isinstance(part, str) else part for part in link.reach)


def _span(con: duckdb.DuckDBPyConnection, link: Link) -> DateRanges:
    column = quoted(link.column or "")
    if not is_dated(column_types(con, link.relation).get(link.column or "", "")):
        return DateRanges()
    span = f"select cast(min({column}) as date), cast(max({column}) as date) from {quoted(link.relation)}"
    ((first, last),) = con.execute(span).fetchall()
    if first is None:
        return DateRanges()
    return DateRanges.of(DateRange.inclusive(first, last))
