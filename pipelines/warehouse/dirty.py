"""Which days of an incremental model changed: the days of the loads that it hasn't seen, followed through the SQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from connectors.files.tables import TABLES
from pipelines.warehouse.model import Models
from pipelines.warehouse.ranges import NO_DAYS, DateRange, DateRanges

_STAYING = frozenset(f"lake.files__{table.name}" for table in TABLES.values() if table.stays)


@dataclass(frozen=True)
class Days:
    """Days of which the rows may have changed. `unknown`: some rows have, and nobody can tell on which days."""

    ranges: DateRanges = NO_DAYS
    unknown: bool = False

    def __or__(self, other: "Days") -> "Days":
        return Days(self.ranges | other.ranges, self.unknown or other.unknown)

    def widened(self, days: int, back: int) -> "Days":
        """The days that these ones change in a model of such a reach."""
        return Days(self.ranges.widened(days, back), self.unknown)


@dataclass(frozen=True)
class Load:
    """A load that was ever seen. `ended_seq` numbers its end, when it was replaced or taken away."""

    relation: str
    kind: str
    seq: int
    ended_seq: int | None
    date_from: date | None
    date_to: date | None
    rows: int

    @property
    def days(self) -> DateRanges:
        """The days that its rows have."""
        if self.date_from is None or self.date_to is None:
            return DateRanges()
        return DateRanges.of(DateRange.inclusive(self.date_from, self.date_to))

    def happened_after(self, seq: int) -> bool:
        """Whether it came or went after this number."""
        return max(self.seq, self.ended_seq or 0) > seq


class Loads:
    """All loads, by the relation that they are part of."""

    def __init__(self, loads: Iterable[Load]) -> None:
        self._by_relation: dict[str, list[Load]] = {}
        self.last_seq = 0
        for load in loads:
            self._by_relation.setdefault(load.relation, []).append(load)
            self.last_seq = max(self.last_seq, load.seq, load.ended_seq or 0)

    @classmethod
    def read(cls, con: duckdb.DuckDBPyConnection) -> "Loads":
        """The loads that the warehouse has numbered."""
        rows = con.execute(
            "select relation, kind, seq, ended_seq, date_from, date_to, rows from meta.loads order by seq"
        ).fetchall()
        return cls(Load(*row) for row in rows)

    def changed(self, relation: str, seen: int) -> Days:
        """The days of a lake relation that changed after the loads up to number `seen`."""
        loads = self._by_relation.get(relation, [])
        # an empty delivery changes nothing; an empty day of an API has a date
        news = [load for load in loads if load.happened_after(seen) and (load.rows > 0 or load.days)]
        # rows without a date (a price list) may matter for any day
        undated = any(load.date_from is None and load.rows > 0 for load in news)
        if relation in _STAYING or not any(load.kind == "delivery" for load in news):
            return Days(_union(news), undated)
        # a record may have moved here from any day of any delivery
        touched = [load for load in loads if load.ended_seq is None or load.ended_seq > seen]
        return Days(_union(touched).span, undated)

    def present(self, relation: str) -> Days:
        """The days that a lake relation has rows on."""
        return Days(_union(load for load in self._by_relation.get(relation, []) if load.ended_seq is None))


def changed_days(relation: str, models: Models, loads: Loads, seen: int) -> Days:
    """The days of a relation that changed after the loads up to number `seen`, reach and all."""
    return _through(relation, models, lambda source: loads.changed(source, seen))


def present_days(relation: str, models: Models, loads: Loads) -> DateRanges:
    """From the first to the last day that a relation may have rows on, by the loads that there are now."""
    return _through(relation, models, loads.present).ranges.span


def _through(relation: str, models: Models, of_source: Callable[[str], Days]) -> Days:
    known: dict[str, Days] = {}

    def follow(name: str) -> Days:
        if name not in known:
            model = models.get(name)
            if model is None:
                known[name] = of_source(name)
            else:
                days = Days()
                for source in sorted(model.inputs):
                    days |= follow(source)
                known[name] = days.widened(model.header.reach_days, model.header.reach_back_days)
        return known[name]

    return follow(relation)


def _union(loads: Iterable[Load]) -> DateRanges:
    return DateRanges.of(*(piece for load in loads for piece in load.days))
