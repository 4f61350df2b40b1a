"""The columns of a day's hits: `page_views` of them for every visit, from its first page to its last."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.draws import Flags
from sandbox.company.visit_schema import MOMENT, VISITS
from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.fields.catalogue import LogField
from sandbox.servers.yandex_metrica.traffic import Day
from sandbox.servers.yandex_metrica.visits.columns import DERIVED, snake_case
from sandbox.servers.yandex_metrica.visits.hit_goals import goals_of_hits
from sandbox.servers.yandex_metrica.visits.hit_pages import Pages
from sandbox.servers.yandex_metrica.visits.hit_times import HitTimes, hit_times
from sandbox.servers.yandex_metrica.visits.neutral import neutral
from sandbox.servers.yandex_metrica.visits.sources import NAMES, SourceColumns

# visits' columns that hits have by another name; UTM of the address of the first hit alone
_RENAMED = {"recommendationSystem": "last_recommendation_system", "messenger": "last_messenger"}
_OF_FIRST_HIT = {name: column for name, column in NAMES.items() if name.startswith("UTM")}
_LAST = {f"last{name}": name for name in ("SearchEngine", "SocialNetworkProfile")}


class HitColumns:
    """One row a hit whose own day this is: of the visits of the day before, too, that went on after midnight."""

    def __init__(self, day: date, visits: tuple[Day, Day], dialect: Dialect) -> None:
        self._parts = [_Hits(day, visits_of_day, dialect) for visits_of_day in visits]
        self.rows = sum(part.rows for part in self._parts)

    def column(self, field: LogField, model: str) -> pa.Array:
        """The field's values; hits know no model but the last."""
        return pa.concat_arrays([_plain(part.column(field)) for part in self._parts])


def _plain(values: pa.Array) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


class _Hits:
    """The hits on one day of the visits that began on one."""

    def __init__(self, day: date, began: Day, dialect: Dialect) -> None:
        self._began, self._dialect = began, dialect
        self._times = hit_times(began.visits)
        starts = began.visits.column("date_time").combine_chunks().cast(pa.int64()).to_numpy(zero_copy_only=False)
        self._moments = starts[self._times.visit] + self._times.second * 1_000_000
        self._today: Flags = self._moments.astype("datetime64[us]").astype("datetime64[D]") == np.datetime64(day, "D")
        self._pages = Pages(began.visits, self._times)
        self.rows = int(self._today.sum())

    def column(self, field: LogField) -> pa.Array:
        if field.name in _OWN:
            return _OWN[field.name](self).filter(pa.array(self._today))
        if field.kind.startswith("Array("):
            return neutral(field.kind, self.rows)
        found = self._of_visit(field.name)
        return neutral(field.kind, self.rows) if found is None else found.take(self._visit_rows)

    @property
    def times(self) -> HitTimes:
        return self._times

    @property
    def pages(self) -> Pages:
        return self._pages

    @property
    def began(self) -> Day:
        return self._began

    def moments(self) -> pa.Array:
        return pa.array(self._moments).cast(MOMENT)

    def once(self, column: str) -> pa.Array:
        """A column of visits on the first hit only."""
        values = self._began.visits.column(column).combine_chunks().take(pa.array(self._times.visit))
        return pc.if_else(pa.array(self._times.number == 0), values, "")

    @property
    def _visit_rows(self) -> pa.Array:
        return pa.array(self._times.visit[self._today])

    def _of_visit(self, name: str) -> pa.Array | None:
        """What a hit shares with its visit."""
        if name in _LAST:
            return SourceColumns(self._began.visits, "LAST").column(_LAST[name])
        column = _RENAMED.get(name, snake_case(name))
        if column in VISITS.names:
            return self._began.visits.column(column).combine_chunks()
        return _plain(DERIVED[name](self._began, self._dialect)) if name in DERIVED else None


def _once(column: str) -> Callable[[Any], pa.Array]:
    return lambda hits: hits.once(column)


_OWN: dict[str, Callable[[Any], pa.Array]] = {
    "watchID": lambda hits: pa.array(hits.times.watch_id),
    "pageViewID": lambda hits: pa.array(hits.times.number + 1),
    "date": lambda hits: hits.moments().cast(pa.date32(), safe=False),
    "dateTime": lambda hits: hits.moments(),
    "URL": lambda hits: hits.pages.addresses(),
    "referer": lambda hits: hits.pages.referers(),
    "title": lambda hits: hits.pages.titles(),
    "goalsID": lambda hits: goals_of_hits(hits.began.visits, hits.times),
    "isPageView": lambda hits: pa.repeat(1, len(hits.times.visit)),
    "pageCharset": lambda hits: pa.repeat("utf-8", len(hits.times.visit)),
    **{name: _once(column) for name, column in _OF_FIRST_HIT.items()},
}
