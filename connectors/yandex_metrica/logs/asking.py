"""Sending a request so that there is at most one of it, however the answer gets lost."""

from dataclasses import dataclass

from connectors.common.errors import AccessRefused, BadInput, QuotaSpent, SourceDown
from connectors.common.http import Transient
from connectors.common.limits import DayIsSpent
from connectors.yandex_metrica.api.answers import PROCESSED, WAITING, LogRequest
from connectors.yandex_metrica.api.errors import Conflict
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.leftovers import Leftovers
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.store import LogStore


@dataclass(frozen=True)
class Found:
    """A request on the server, whether somebody else asked for it, and which entry of ours answered for it so far."""

    log: LogRequest
    foreign: bool = False
    former: Entry | None = None


class Asking:
    """The ledger knows of a request before it is sent: what is on the server afterwards and wasn't before is ours."""

    def __init__(self, api: LogsApi, store: LogStore, leftovers: Leftovers) -> None:
        self._api, self._store, self._leftovers = api, store, leftovers
        self._prepared_before: set[int] = set()

    def begun(self, order: LogOrder) -> Entry:
        """An intent; nothing is sent yet."""
        return self._store.intend(order, self._seen(order))

    def asked(self, entry: Entry, *, sent: bool) -> Entry:
        """The entry with its request on the server. `sent`: a run before us may have sent it already."""
        lost = sent

        def once() -> Found:
            nonlocal entry, lost, sent
            if lost and (log := self._leftovers.ours(entry)):
                return Found(log)
            if sent:
                sent, entry = False, self._store.ledger.intend_again(entry, self._seen(entry.order))
            try:
                order = entry.order
                created = self._api.create(order.first_day, order.last_day, order.fields, order.source, attempts=1)
                return Found(created) if created else self._in_flight(entry)
            except SourceDown as down:
                lost = True
                raise Transient(down) from None
            except QuotaSpent as spent:
                raise (Transient(spent) if _passes_soon(spent) else spent) from None
            except Conflict:
                return self._in_flight(entry)

        try:
            found = self._api.http.retry.run(once)
        except (AccessRefused, BadInput, QuotaSpent):
            self._refused(entry, lost)
            raise
        return self._store.asked(entry, found.log, foreign=found.foreign, former=found.former)

    def _refused(self, entry: Entry, lost: bool) -> None:
        """Nothing of it is on the server, unless an earlier answer was lost: then a later run looks for it."""
        entry = self._store.ledger.given_up(entry)
        self._store.put_away(entry if lost else self._store.ledger.released(entry))

    def _in_flight(self, entry: Entry) -> Found:
        """The server has the same request in flight already (202): ours whose answer was lost, or somebody's.

        What stood prepared before we asked isn't in flight: it may be weeks old, and its days have changed since.
        """
        if log := self._leftovers.ours(entry):
            return Found(log)
        for log in reversed(self._identical(entry.order)):
            if log.status in WAITING or (log.status == PROCESSED and log.request_id not in self._prepared_before):
                former = self._store.idle_owner(log.request_id, entry)
                return Found(log, foreign=former is None, former=former)
        what = "the same log is being prepared already, but isn't listed."
        raise Transient(SourceDown(what, where=self._api.where, mend="A later run asks again."))

    def _seen(self, order: LogOrder) -> list[int]:
        """Identical requests that are there before ours is sent."""
        identical = self._identical(order)
        self._prepared_before |= {log.request_id for log in identical if log.status == PROCESSED}
        return [log.request_id for log in identical]

    def _identical(self, order: LogOrder) -> list[LogRequest]:
        return [log for log in self._api.all_requests() if order.is_that_of(log)]


def _passes_soon(spent: QuotaSpent) -> bool:
    """Is it a quota of seconds, and neither of the day nor of prepared logs?"""
    return not isinstance(spent, DayIsSpent) and "too many requests" in spent.what
