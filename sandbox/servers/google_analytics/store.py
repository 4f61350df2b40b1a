"""The days of a property as its reports see them now: facts are made once, and kept while they stay as they are."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime

from sandbox.servers.google_analytics.facts import Facts
from sandbox.servers.google_analytics.property import AnalyticsProperty
from sandbox.servers.google_analytics.restatement import as_known

_MOST_DAYS = 200


class Store:
    """Thread-safe. A source that can change has a `version`, which is another one after each change."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: OrderedDict[Hashable, Facts] = OrderedDict()
        self._lock = threading.Lock()

    def day(self, owner: AnalyticsProperty, day: date, *, in_totals: bool) -> Facts:
        """The day's facts at this moment; dimensional reports can lack what totals have."""
        state = as_known(owner, day, self._clock(), in_totals=in_totals)
        key = (day, state, owner.id, id(owner.source), getattr(owner.source, "version", 0))
        with self._lock:
            if key not in self._kept:
                known = state.of(owner.source.day(day), day)
                self._kept[key] = Facts(day, known, is_settled=state.is_settled)
                while len(self._kept) > _MOST_DAYS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
