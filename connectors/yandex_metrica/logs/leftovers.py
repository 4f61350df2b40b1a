"""What runs before us left on the server: our own requests, which take up a quota that others share.

Only what the ledger knows as ours is touched, and only while nobody living works on it.
"""

import logging
from collections.abc import Callable
from datetime import date

from connectors.common.errors import Problem, SourceDown
from connectors.yandex_metrica.api.answers import ENDED, PROCESSED, WAITING, LogRequest
from connectors.yandex_metrica.api.errors import NotFound
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.store import LogStore

TRIES = 3
logger = logging.getLogger(__name__)


class Leftovers:
    """`warn` takes a sentence about what could not be given back: it never costs a load."""

    def __init__(self, api: LogsApi, store: LogStore, warn: Callable[[str], None]) -> None:
        self._api, self._store, self._warn = api, store, warn

    def tidy(self) -> None:
        """Forget what is too old to be taken over, and give back what an earlier run couldn't."""
        self._store.sweep()
        for entry in self._idle():
            if not entry.live or not self._store.young(entry):
                self.give_up(entry)

    def give_up_idle(self) -> bool:
        """Give back all that nobody works on, for its room on the server. False where there was nothing."""
        held = [entry for entry in self._idle() if entry.held]
        for entry in held:
            self.give_up(entry)
        return bool(held)

    def give_up_overtaken(self, source: str, first_day: date, last_day: date) -> None:
        """The days are in the lake now, so that unfinished requests for them are of no use any more."""
        for entry in self._idle():
            order = entry.order
            if order.source == source and first_day <= order.first_day <= order.last_day <= last_day:
                self.give_up(entry)

    def give_up(self, entry: Entry) -> None:
        """Nothing of it will be used any more, here or on the server."""
        if not self._store.locks.take(entry.key):
            return
        entry = self._store.ledger.entry(entry.key)
        if entry.live:
            entry = self._store.ledger.given_up(entry)
        if entry.held:
            entry = self.released(entry)
        self._store.put_away(entry)

    def released(self, entry: Entry) -> Entry:
        """Free what the request holds on the server. What goes wrong is a warning, and for a later run to mend."""
        try:
            log = self._on_server(entry)
            if log and log.status == PROCESSED:
                self._api.clean(log.request_id, TRIES)
            elif log and log.status in WAITING:
                self._api.cancel(log.request_id, TRIES)
            elif log and log.status not in ENDED:
                raise SourceDown(
                    f"it tells of the status {log.status[:40]!r}, which is not known.", where=self._api.where
                )
        except Problem as problem:
            if not self._gone(entry, problem):
                name = f"The log request {entry.request_id}" if entry.request_id else "A log request"
                self._say(f"{problem} {name} was not cleaned and takes up quota; a later run tries again.")
                return entry
        return self._store.ledger.released(entry)

    def _on_server(self, entry: Entry) -> LogRequest | None:
        """Of a POST without an answer nothing but its likeness is known: after a day that may be somebody's own."""
        if entry.request_id is None:
            return self.ours(entry) if self._store.young(entry) else None
        log = self._api.status(entry.request_id, TRIES)
        return log if entry.order.may_be(log) else None

    def ours(self, entry: Entry) -> LogRequest | None:
        """The request whose POST was sent, and whose answer we don't have: identical, and not there before."""
        known = self._store.ledger.known_ids(entry.order.counter_id)
        for log in self._api.all_requests():
            new = log.request_id not in entry.seen and log.request_id not in known
            if new and log.status in (*WAITING, PROCESSED) and entry.order.is_that_of(log):
                return log
        return None

    def _gone(self, entry: Entry, problem: Problem) -> bool:
        """A refused clean or cancel may be one that took effect before, or a request that ended by itself."""
        if isinstance(problem, NotFound):
            return True
        if entry.request_id is None:
            return False
        try:
            return self._api.status(entry.request_id, TRIES).status in ENDED
        except Problem as again:
            return isinstance(again, NotFound)

    def _idle(self) -> list[Entry]:
        """Whatever nobody living works on; ourselves included."""
        idle = []
        for entry in self._store.ledger.open_entries(self._api.settings.counter_id):
            if self._store.locks.holds(entry.key):
                continue
            if taken := self._store.taken(entry):
                idle.append(taken)
                self._store.locks.let_go(entry.key)
        return idle

    def _say(self, sentence: str) -> None:
        logger.warning(sentence)
        self._warn(sentence)
