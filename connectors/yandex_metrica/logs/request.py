"""A log request's life: asked for or taken over, awaited, spooled, and cleaned on the server once it is on our disk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.common.errors import BadInput
from connectors.yandex_metrica.fields import Field
from connectors.yandex_metrica.logs.asking import Asking
from connectors.yandex_metrica.logs.download import BrokenPart
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.leftovers import Leftovers
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.pulling import LogPull, PulledParts
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.logs.waiting import LogGone, NotReady, Waiting


@dataclass(frozen=True)
class SpooledLog:
    """`adopted`: a run before us asked for it."""

    entry: Entry
    pulled: PulledParts
    asked: Mapping[str, Field]
    adopted: bool


class RequestLife:
    """One order after another. What isn't finished stays in ledger and spool for the next run."""

    def __init__(
        self,
        store: LogStore,
        asking: Asking,
        waiting: Waiting,
        pull: LogPull,
        leftovers: Leftovers,
        warn: Callable[[str], None],
    ) -> None:
        self._store, self._asking, self._waiting, self._pull = store, asking, waiting, pull
        self._leftovers, self._warn = leftovers, warn

    def spooled(self, order: LogOrder, asked: Mapping[str, Field]) -> SpooledLog:
        """The log on our own disk. One that comes to nothing on the server is asked for once more."""
        try:
            return self._once(order, asked)
        except LogGone as gone:
            self._warn(f"{gone.problem.what[0].upper()}{gone.problem.what[1:]} It was asked for once more.")
        try:
            return self._once(order, asked)
        except LogGone as gone:
            raise gone.problem from None

    def _once(self, order: LogOrder, asked: Mapping[str, Field]) -> SpooledLog:
        adopted = self._store.adopted(order)
        entry = adopted or self._asking.begun(order)
        try:
            if entry.state == "intent":
                entry = self._asking.asked(entry, sent=adopted is not None)
                if entry.foreign:
                    self._warn(f"The log request {entry.request_id} was in flight already; it is used and not cleaned.")
            entry, pulled = self._pulled(entry, asked)
        except (LogGone, BadInput):  # nothing can be made of it, by no run
            self._leftovers.give_up(entry)
            raise
        except (NotReady, BrokenPart) as trouble:
            if adopted is None:  # it may pass until the next run
                raise
            self._leftovers.give_up(entry)  # it didn't
            raise LogGone(trouble) from None
        return SpooledLog(self._cleaned(entry), pulled, asked, adopted is not None)

    def _pulled(self, entry: Entry, asked: Mapping[str, Field]) -> tuple[Entry, PulledParts]:
        pulled = self._pull.from_spool(entry, asked)
        if pulled is None:
            entry, pulled = self._from_server(entry, asked)
        return (entry if entry.state == "spooled" else self._store.ledger.spooled(entry)), pulled

    def _from_server(self, entry: Entry, asked: Mapping[str, Field]) -> tuple[Entry, PulledParts]:
        if entry.request_id is None:
            raise ValueError("a request that was never sent")
        log = self._waiting.prepared(entry.request_id, entry.order)
        listing = tuple((part.part_number, part.size) for part in log.parts)
        if entry.listed not in (None, listing):  # what was spooled is of another log than what is there now
            self._store.spool.remove(entry.key)
            self._store.ledger.parts_forgotten(entry)
        entry = self._store.ledger.listed(entry, log)
        try:
            return entry, self._pull.parts(entry, log, asked)
        except BadInput:
            self._waiting.prepared(log.request_id, entry.order)  # `LogGone`, if that is why the download was refused
            raise

    def _cleaned(self, entry: Entry) -> Entry:
        """Its rows are durable here: the server's room is given back before anything else."""
        return self._leftovers.released(entry) if entry.held else entry
