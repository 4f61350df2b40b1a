"""All that is remembered of log requests between runs: ledger, spool and locks, in one folder of the home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from connectors.yandex_metrica.api.answers import LogRequest
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.field_memory import FieldMemory
from connectors.yandex_metrica.logs.ledger import Ledger
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.locks import Locks
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.spool import Spool

ADOPTED_WITHIN = timedelta(hours=24)  # visits of mutable days change: what was asked earlier is asked again
CLOCK_STEP = timedelta(minutes=5)  # what was asked later than that after now was asked by a wrong clock


@dataclass(frozen=True)
class LogStore:
    """The parts of it work on the same requests, so that they are handed on together."""

    ledger: Ledger
    fields: FieldMemory
    spool: Spool
    locks: Locks
    warning: str | None = None

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Opened, or begun."""
        file = LedgerFile(folder / "ledger.sqlite")
        ledger = Ledger(file)
        spool, locks = Spool(folder / "spool"), Locks(folder / "locks")
        return cls(ledger, FieldMemory(file), spool, locks, file.warning)

    def intend(self, order: LogOrder, seen: Iterable[int]) -> Entry:
        """A request is about to be sent, and we work on it."""
        return self.ledger.intend(order, seen, self.locks.take)

    def taken(self, entry: Entry) -> Entry | None:
        """The entry as it stands, now that nobody else works on it; None where somebody does."""
        return self.ledger.entry(entry.key) if self.locks.take(entry.key) else None

    def young(self, entry: Entry) -> bool:
        """Was it asked for lately enough to be taken over?"""
        return -CLOCK_STEP <= self.ledger.now() - entry.asked_at < ADOPTED_WITHIN

    def adopted(self, order: LogOrder) -> Entry | None:
        """A request for exactly this that a run before us didn't finish, and that is ours from now on."""
        for entry in reversed(self.ledger.open_entries(order.counter_id)):
            same = entry.order.fields_hash == order.fields_hash and _but_fields(entry.order) == _but_fields(order)
            if not (same and entry.live and self.young(entry)):
                continue
            taken = self.taken(entry)
            if taken and taken.live:
                return taken
            self.locks.let_go(entry.key)
        return None

    def idle_owner(self, request_id: int, but: Entry) -> Entry | None:
        """Who answers for this request of ours, if nobody works on it any more: by now we do."""
        for entry in self.ledger.open_entries(but.order.counter_id):
            if entry.request_id != request_id or entry.foreign or not entry.held or entry.key == but.key:
                continue
            if taken := self.taken(entry):
                return taken
        return None

    def asked(self, entry: Entry, log: LogRequest, *, foreign: bool, former: Entry | None) -> Entry:
        """The entry answers for the server's request; `former`, which did before, is done with."""
        entry = self.ledger.asked(entry, log, foreign=foreign, former=former)
        if former:
            self.put_away(self.ledger.entry(former.key))
        return entry

    def loaded(self, entry: Entry) -> None:
        """Its rows are durable elsewhere: nothing of it is needed here any more."""
        self.put_away(self.ledger.loaded(entry))

    def put_away(self, entry: Entry) -> None:
        """Empty the spool of a finished request; the ledger remembers what the server may still hold of it."""
        self.spool.remove(entry.key)
        self.locks.let_go(entry.key, finished=not entry.held)

    def sweep(self) -> None:
        """Parts and lock files that no request needs any more, of whatever counter: their run didn't remove them."""
        found = self.spool.keys() | self.locks.keys()  # first: whoever begins a request later is not among them
        for key in found - self.ledger.live_keys(self.ledger.now() - ADOPTED_WITHIN):
            if not self.locks.holds(key) and self.locks.take(key):
                self.spool.remove(key)
                self.locks.let_go(key, finished=True)


def _but_fields(order: LogOrder) -> tuple[object, ...]:
    return order.counter_id, order.source, order.first_day, order.last_day, order.model.upper()
