"""Visits of a range of days, piece by piece, as the parts of one log arrive."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from connectors.common.errors import BadInput
from connectors.common.stream import Facts, Piece
from connectors.yandex_metrica.api.answers import LogRequest, Part
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields.schema import VISIT_FIELDS
from connectors.yandex_metrica.logs.download import PartDownload
from connectors.yandex_metrica.logs.request import Polling, RequestLife
from connectors.yandex_metrica.parsing.parse import LogParser

LONGEST_RANGE_DAYS = 365

Progress = Callable[[int, int], None]


class Export:
    """Make the pieces durable inside the block: leaving it, however it ends, cleans the log on the server.

    `warnings` tells afterwards what didn't go well there; it never costs a load.
    """

    def __init__(
        self,
        api: LogsApi,
        polling: Polling,
        pseudonym: Callable[[str], str],
        first_day: date,
        last_day: date,
        on_progress: Progress | None,
    ) -> None:
        self._api, self.first_day, self.last_day = api, first_day, last_day
        self._on_progress = on_progress or (lambda done, all_parts: None)
        self._life = RequestLife(api, polling)
        self._parser = LogParser(VISIT_FIELDS, first_day, last_day, pseudonym)

    @property
    def warnings(self) -> list[str]:
        """Sentences for people; empty when all went well."""
        return self._life.warnings

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._life.give_back()

    def pieces(self) -> Iterator[Piece]:
        """Rows and rejected rows as they arrive, and at last the facts, with `rows_read` = rows + rejected."""
        days = (self.last_day - self.first_day).days + 1
        if not 1 <= days <= LONGEST_RANGE_DAYS:
            raise BadInput(
                f"{self.first_day} to {self.last_day} is not a range of 1 to {LONGEST_RANGE_DAYS} days.",
                where=self._api.where,
                mend="Ask for a shorter range at a time.",
            )
        log = self._life.prepared(self.first_day, self.last_day, [field.api for field in VISIT_FIELDS])
        bytes_read = 0
        self._on_progress(0, len(log.parts))
        for done, part in enumerate(log.parts, 1):
            download = self._download(log, part)
            yield from self._parser.parse(download.chunks(), download.where)
            bytes_read += download.bytes_read
            self._on_progress(done, len(log.parts))
        yield self._facts(log, bytes_read)

    def _download(self, log: LogRequest, part: Part) -> PartDownload:
        return PartDownload(
            lambda gzip: self._api.download(log.request_id, part.part_number, gzip=gzip),
            size=part.size,
            where=f"{self._api.where}, log request {log.request_id}, part {part.part_number}",
            retry=self._api.http.retry,
            gzip=self._api.settings.gzip,
        )

    def _facts(self, log: LogRequest, bytes_read: int) -> Facts:
        return Facts(
            self._parser.rows_read,
            {
                "counter_id": self._api.settings.counter_id,
                "date_from": self.first_day.isoformat(),
                "date_to": self.last_day.isoformat(),
                "request_ids": [str(log.request_id)],
                "attribution_asked": self._api.settings.attribution,
                "attribution_answered": log.attribution,
                "parts": len(log.parts),
                "bytes": bytes_read,
                "pulled_at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )
