"""How a range of days is divided into requests that the server takes: by its rules, and by what is left of its quota.

The quota of prepared logs is shared by all users of a counter: so days are planned one export at a time, each when the
one before is done and cleaned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.common.errors import QuotaSpent
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields import Field, LogStream
from connectors.yandex_metrica.logs.chunks import chunks, halves
from connectors.yandex_metrica.logs.leftovers import Leftovers
from connectors.yandex_metrica.logs.order import LogOrder, fields_hash
from connectors.yandex_metrica.logs.store import LogStore

LONGEST_RANGE_DAYS = 365
LOG_QUOTA_BYTES = 10 * 10**9
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlannedExport:
    """Days that are pulled together, by one request for each list of fields, one after another."""

    first_day: date
    last_day: date
    orders: tuple[LogOrder, ...]


class LogPlan:
    """Of one log of one counter, with the fields that it has."""

    def __init__(
        self, api: LogsApi, store: LogStore, leftovers: Leftovers, log: LogStream, asked: Mapping[str, Field]
    ) -> None:
        self._api, self._store, self._leftovers, self._log, self._asked = api, store, leftovers, log, asked
        self._chunks = chunks(asked, log)

    def next_export(self, day: date, last_day: date) -> PlannedExport:
        """From `day` on, as far as it fits. Raises `QuotaSpent` where not even a day of few fields does."""
        begun = self._begun(day, last_day)
        if day in begun:
            return self._planned(day, begun[day], self._chunks)
        later = [first - ONE_DAY for first in begun]
        return self._fitted(day, min([last_day, day + timedelta(days=LONGEST_RANGE_DAYS - 1), *later]))

    def _planned(self, first_day: date, last_day: date, lists: Iterable[Sequence[str]]) -> PlannedExport:
        orders = tuple(self._order(first_day, last_day, fields) for fields in lists)
        return PlannedExport(first_day, last_day, orders)

    def _begun(self, day: date, last_day: date) -> dict[date, date]:
        """Days that an earlier run has asked for already: they are taken over as they were divided then."""
        wanted = {fields_hash(fields) for fields in self._chunks}
        ranges: dict[date, date] = {}
        for entry in self._store.ledger.open_entries(self._api.settings.counter_id):
            order = entry.order
            same = order.source == self._log.name and order.fields_hash in wanted
            same = same and order.model == self._api.settings.attribution
            within = day <= order.first_day <= order.last_day <= last_day
            if same and within and entry.live and self._store.young(entry):
                ranges[order.first_day] = order.last_day
        return ranges

    def _fitted(self, first_day: date, last_day: date) -> PlannedExport:
        """The longest stretch from `first_day` on that the server says is possible."""
        tidied = False
        while True:
            days = (last_day - first_day).days + 1
            fits = self._days_that_fit(first_day, last_day, self._chunks)
            if fits >= days:
                return self._planned(first_day, last_day, self._chunks)
            if not tidied and self._leftovers.give_up_idle():
                tidied = True
            elif days > 1:
                last_day = first_day + timedelta(days=(fits or days // 2) - 1)
            else:
                return self._planned(first_day, last_day, self._narrower(first_day, self._chunks))

    def _narrower(self, day: date, lists: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Fewer fields at a time for a day that doesn't fit."""
        for fields in lists:
            if self._days_that_fit(day, day, [fields]) >= 1:
                yield fields
                continue
            divided = halves(fields, self._asked, self._log)
            if len(divided) == 1:
                raise self._no_room(day)
            yield from self._narrower(day, divided)

    def _days_that_fit(self, first_day: date, last_day: date, lists: Sequence[tuple[str, ...]]) -> int:
        """All of them where it is possible; else fewer, and 0 where the server names no smaller number.

        `max_possible_day_quantity` may be negative.
        """
        days = fits = (last_day - first_day).days + 1
        for fields in lists:
            answer = self._api.evaluate(first_day, last_day, fields, self._log.name)
            if not answer.possible:
                said = answer.max_possible_day_quantity
                fits = min(fits, said if 0 < said < days else 0)
        return fits

    def _order(self, first_day: date, last_day: date, fields: Sequence[str]) -> LogOrder:
        settings = self._api.settings
        return LogOrder(settings.counter_id, self._log.name, first_day, last_day, tuple(fields), settings.attribution)

    def _no_room(self, day: date) -> QuotaSpent:
        taken = sum(log.announced_bytes for log in self._api.all_requests())
        free = max(LOG_QUOTA_BYTES - taken, 0)
        return QuotaSpent(
            f"not even a few fields of {day} fit into the counter's quota of prepared logs: logs that nobody has"
            f" cleaned yet take up {taken / 1e9:.1f} GB of it, and of 10 GB {free / 1e9:.1f} are free.",
            where=self._api.where,
            mend="Clean prepared logs that nobody needs any more, and run again.",
        )
