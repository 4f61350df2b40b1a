"""What reports count: a row a visit, narrow."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.draws import Flags, Ints
from sandbox.servers.yandex_metrica.robots import looks_like_a_robot, numbers
from sandbox.servers.yandex_metrica.traffic import Day, Traffic
from sandbox.servers.yandex_metrica.visits.goals import kopecks
from sandbox.servers.yandex_metrica.visits.purchases import place_of
from sandbox.servers.yandex_metrica.visits.sources import NAMES

_DIMENSIONS = ("date", "counter_user_id_hash", "is_new_user", "device_category", "region_country", "region_city")
_MEASURES = ("bounce", "page_views", "visit_duration", "goals_id")
_DAYS_KEPT = 130


@dataclass(frozen=True)
class Facts:
    """Visits with their flag of robots, and in kopecks what they ordered and what each of their goals is worth."""

    visits: pa.Table

    def numbers(self, column: str) -> Ints:
        """A column of numbers or flags."""
        return numbers(self.visits, column)

    def where(self, chosen: Flags) -> "Facts":
        """A part of them."""
        return Facts(self.visits.filter(pa.array(chosen)))


class FactBook:
    """Facts by day; kept only where the source says that its past never changes."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._kept = lru_cache(maxsize=_DAYS_KEPT)(self._day)

    def facts(self, days: list[date]) -> Facts:
        """Of all days together."""
        read = self._kept if self._traffic.never_changes else self._day
        return Facts(pa.concat_tables([read(day) for day in days]).combine_chunks())

    def _day(self, day: date) -> pa.Table:
        return _narrow(self._traffic.day(day))


def _narrow(day: Day) -> pa.Table:
    visits = day.visits
    narrow = visits.select([*_DIMENSIONS, *_MEASURES, *NAMES.values()])
    place = place_of(day)
    goals = visits.column("goals_id").combine_chunks()
    lengths = pc.fill_null(pc.list_value_length(goals), 0).to_numpy(zero_copy_only=False)
    ends = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    ordered = day.checkouts.column("revenue").combine_chunks().take(place)
    return (
        narrow.append_column("is_robot", looks_like_a_robot(visits))
        .append_column("orders", pc.is_valid(place))
        .append_column("ordered", pc.fill_null(ordered, 0))
        .append_column("goal_kopecks", pa.ListArray.from_arrays(ends, kopecks(day).cast(pa.int64())))
    )
