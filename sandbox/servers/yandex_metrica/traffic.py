"""The counter's traffic: whose visits are served, and which of them the counter's filter lets through."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Protocol, runtime_checkable

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.visit_schema import VISITS
from sandbox.servers.yandex_metrica.robots import looks_like_a_robot
from sandbox.servers.yandex_metrica.visits.invented import invented_checkouts

STRICT_AND_BEHAVIOUR = 2


class VisitSource(Protocol):
    """Whose visits are served: the demo company, or a test's."""

    def visits(self, day: date) -> pa.Table:
        """The visits of a day of the counter, in the schema `VISITS`."""
        ...


@runtime_checkable
class Shop(Protocol):
    """A source that knows what was bought, too; for others checkouts are made up from the visits."""

    def checkouts(self, day: date) -> pa.Table:
        """What the visits of a day bought, in the schema `CHECKOUTS`: at most one row a visit."""
        ...


class Day:
    """Visits in the schema `VISITS`, and what reaching a goal is worth in roubles."""

    def __init__(self, day: date, visits: pa.Table, prices: Mapping[int, int], shop: Shop | None) -> None:
        self.visits, self.prices = visits, prices
        self._day, self._shop = day, shop

    @cached_property
    def checkouts(self) -> pa.Table:
        """What they bought, in the schema `CHECKOUTS`."""
        return invented_checkouts(self.visits) if self._shop is None else self._shop.checkouts(self._day)


class Traffic:
    """`filter_robots` and `prices` are the counter's. Nothing is kept: a source may tell another story each
    time, unless it says that it `never_changes`."""

    def __init__(self, source: VisitSource, first_day: date) -> None:
        self._source, self._first_day = source, first_day
        self._shop = source if isinstance(source, Shop) else None
        self.never_changes = bool(getattr(source, "never_changes", False))
        self.filter_robots = 1
        self.prices: Mapping[int, int] = {}

    def day(self, day: date) -> Day:
        """The visits that began on a day."""
        visits = self._source.visits(day) if day >= self._first_day else VISITS.empty_table()
        if self.filter_robots == STRICT_AND_BEHAVIOUR:
            visits = visits.filter(pc.invert(looks_like_a_robot(visits)))
        return Day(day, visits, self.prices, self._shop if day >= self._first_day else None)
