"""All that is remembered of log requests between runs: ledger, spool and locks, in one folder of the home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.field_memory import FieldMemory
from connectors.yandex_metrica.logs.ledger import Ledger
from connectors.yandex_metrica.logs.ledger_file import LedgerFile
from connectors.yandex_metrica.logs.locks import Locks
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.spool import Spool

ADOPTED_WITHIN = timedelta(hours=24)  # visits of mutable days change: what was asked earlier is asked again


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
        return self.ledger.now() - entry.asked_at < ADOPTED_WITHIN

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

    def taken_over(self, request_id: int, by: Entry) -> bool:
        """The request is one of ours that nobody works on any more: from now on `by` answers for it."""
        for entry in self.ledger.open_entries(by.order.counter_id):
            if entry.request_id != request_id or entry.foreign or not entry.held or entry.key == by.key:
                continue
            if taken := self.taken(entry):
                self.put_away(self.ledger.released(self.ledger.given_up(taken)))
                return True
        return False

    def loaded(self, entry: Entry) -> None:
        """Its rows are durable elsewhere: nothing of it is needed here any more."""
        self.put_away(self.ledger.loaded(entry))

    def put_away(self, entry: Entry) -> None:
        """Empty the spool of a finished request; the ledger remembers what the server may still hold of it."""
        self.spool.remove(entry.key)
        self.locks.let_go(entry.key, finished=not entry.held)

    def sweep(self) -> None:
        """Parts that no request needs any more: their run was killed before it could remove them."""
        for key in self.spool.keys() - self.ledger.live_keys():
            if self.locks.take(key):
                self.spool.remove(key)
                self.locks.let_go(key, finished=True)


def _but_fields(order: LogOrder) -> tuple[object, ...]:
    return order.counter_id, order.source, order.first_day, order.last_day, order.model.upper()
