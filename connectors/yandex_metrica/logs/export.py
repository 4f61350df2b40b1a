"""A range of days being pulled: as many log requests as its fields ask for, their rows, and how they came about."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from connectors.common.errors import SourceDown
from connectors.common.stream import Fact, Facts, Piece
from connectors.yandex_metrica.api.errors import UnknownField
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields import LogStream
from connectors.yandex_metrica.logs.attribution import meaning
from connectors.yandex_metrica.logs.disk import own_disk
from connectors.yandex_metrica.logs.leftovers import Leftovers
from connectors.yandex_metrica.logs.negotiation import AgreedFields
from connectors.yandex_metrica.logs.order import LogOrder
from connectors.yandex_metrica.logs.planning import PlannedExport
from connectors.yandex_metrica.logs.reading import LogReading
from connectors.yandex_metrica.logs.request import RequestLife, SpooledLog
from connectors.yandex_metrica.logs.store import LogStore


class Export:
    """Make the pieces durable inside the block. Left without an error after the facts, its traces are tidied.

    Left otherwise, what was asked for and downloaded stays for the next export of the same days. `warnings` are
    sentences for people; the facts carry them too.
    """

    def __init__(
        self,
        api: LogsApi,
        store: LogStore,
        life: RequestLife,
        leftovers: Leftovers,
        log: LogStream,
        fields: AgreedFields,
        planned: PlannedExport,
        warnings: list[str],
    ) -> None:
        self._api, self._store, self._life, self._leftovers = api, store, life, leftovers
        self._log, self._fields, self._orders = log, fields, planned.orders
        self.first_day, self.last_day, self.warnings = planned.first_day, planned.last_day, warnings
        self._logs: list[SpooledLog] = []
        self.loaded = self._told_all = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._told_all:
                for one in self._logs:
                    self._store.loaded(one.entry)
                self.loaded = True
        finally:
            self._store.locks.let_go_of_all()

    def pieces(self) -> Iterator[Piece]:
        """Rows and refused rows, and at last the facts, with `rows_read` = rows + refused rows."""
        for order in self._orders:
            self._logs.append(self._spooled(order))
        scratch = self._store.spool.scratch(self._logs[0].entry.key)
        reading = LogReading(self._log, self._logs, scratch, self._api.where)
        try:
            with own_disk(str(scratch)):
                yield from reading.pieces()
        except SourceDown:  # the logs don't fit together, and never will
            for one in self._logs:
                self._leftovers.give_up(one.entry)
            raise
        self.warnings.extend(reading.warnings)
        facts = self._facts(reading)
        self._told_all = True
        yield facts

    def _spooled(self, order: LogOrder) -> SpooledLog:
        try:
            return self._life.spooled(order, {name: self._fields.asked[name] for name in order.fields})
        except UnknownField as refusal:  # accepted lately, and refused now: the next run does without it
            self._store.fields.doubt(order.counter_id, order.source)
            if refusal.field is not None and refusal.field in self._fields.asked:
                self._store.fields.refuse(order.counter_id, order.source, refusal.field)
            raise

    def _facts(self, reading: LogReading) -> Facts:
        entries = [one.entry for one in self._logs]
        asked_at = min(entry.asked_at for entry in entries)
        model = self._api.settings.attribution
        details: dict[str, Fact] = {
            "counter_id": self._api.settings.counter_id,
            "date_from": self.first_day.isoformat(),
            "date_to": self.last_day.isoformat(),
            "request_ids": [str(entry.request_id) for entry in entries],
            "attribution_asked": model,
            "attribution_answered": entries[0].attribution,
            "attribution_means": meaning(entries[0].attribution or model, asked_at.date()),
            "parts": sum(len(one.pulled.parts) for one in self._logs),
            "bytes": sum(part.bytes for one in self._logs for part in one.pulled.parts),
            "downloaded_bytes": sum(one.pulled.downloaded_bytes for one in self._logs),
            "adopted": [str(one.entry.request_id) for one in self._logs if one.adopted],
            "fields_refused": [field.api for field in self._fields.refused],
            "asked_at": asked_at.isoformat(timespec="seconds"),
            "pulled_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **reading.details,
        }
        return Facts(reading.rows_read, details, tuple(self.warnings))
