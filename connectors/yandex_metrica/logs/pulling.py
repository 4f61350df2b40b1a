"""The parts of a prepared log, into the spool: each is downloaded, typed and redacted on the way."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

import pyarrow as pa

from connectors.common.errors import SourceDown
from connectors.common.privacy import Privacy
from connectors.yandex_metrica.api.answers import LogRequest
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields import Field, LogStream
from connectors.yandex_metrica.logs.disk import own_disk
from connectors.yandex_metrica.logs.download import PartDownload
from connectors.yandex_metrica.logs.entry import Entry
from connectors.yandex_metrica.logs.making import marked
from connectors.yandex_metrica.logs.spooled_part import SpooledPart
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.logs.waiting import LogGone
from connectors.yandex_metrica.parsing.parse import LogParser


@dataclass(frozen=True)
class PulledParts:
    """In order of their numbers; `downloaded_bytes` came now, the rest lay in the spool."""

    parts: tuple[SpooledPart, ...]
    downloaded_bytes: int


class LogPull:
    """Of one log stream; `asked`: API name as it was sent → field, of one request."""

    def __init__(self, api: LogsApi, store: LogStore, privacy: Privacy, log: LogStream) -> None:
        self._api, self._store, self._privacy, self._log = api, store, privacy, log

    def from_spool(self, entry: Entry, asked: Mapping[str, Field]) -> PulledParts | None:
        """All that was listed, without a question to the server; None where something is missing."""
        schema = self._marked(self._parser(entry, asked))
        found = [self._store.spool.found(entry.key, number, schema) for number, _ in entry.listed or ()]
        parts = [part for part in found if part]
        if not parts or len(parts) < len(found):
            return None
        self._each_once(entry, parts)
        return PulledParts(tuple(parts), 0)

    def parts(self, entry: Entry, log: LogRequest, asked: Mapping[str, Field]) -> PulledParts:
        """Download what the spool doesn't have. Raises `LogGone` for a log that can't be trusted."""
        parser = self._parser(entry, asked)
        schema = self._marked(parser)
        known = self._store.ledger.spooled_numbers(entry)
        parts: list[SpooledPart] = []
        downloaded = 0
        for listed in sorted(log.parts, key=lambda part: part.part_number):
            part = self._store.spool.found(entry.key, listed.part_number, schema)
            size = listed.size if self._api.settings.check_part_sizes else None
            if part is None or size not in (None, part.bytes):
                part = self._download(entry, listed.part_number, size, parser)
                downloaded += part.bytes
                self._store.ledger.part_spooled(entry, part)
            elif part.number not in known:
                self._store.ledger.part_spooled(entry, part)
            parts.append(part)
        self._each_once(entry, parts)
        return PulledParts(tuple(parts), downloaded)

    def _download(self, entry: Entry, number: int, size: int | None, parser: LogParser) -> SpooledPart:
        request_id = entry.request_id
        if request_id is None:
            raise ValueError("a log without a request")
        download = PartDownload(
            lambda gzip: self._api.download(request_id, number, gzip=gzip),
            size=size,
            where=f"{self._api.where}, log request {request_id}, part {number}",
            retry=self._api.http.retry,
            gzip=self._api.settings.gzip,
        )
        with (
            own_disk(download.where),
            closing(download.chunks()) as chunks,  # an open download would keep its slot as long as an error lives
            self._store.spool.writer(entry.key, number, self._marked(parser)) as writer,
        ):
            for piece in parser.parse(chunks, download.where):
                writer.add(piece)
            return writer.finish(number, download.bytes_read, download.sha256)

    def _each_once(self, entry: Entry, parts: list[SpooledPart]) -> None:
        """A part that came under another part's number: rows would be there twice, and others be missing."""
        filled = [part.sha256 for part in parts if part.rows + part.rejected]
        if len(set(filled)) < len(filled):
            raise LogGone(
                SourceDown(
                    f"two parts of the log request {entry.request_id} hold the same rows.",
                    where=self._api.where,
                    mend="Nothing of it is loaded; a later run asks again.",
                )
            )

    def _marked(self, parser: LogParser) -> pa.Schema:
        return marked(parser.schema, self._privacy)

    def _parser(self, entry: Entry, asked: Mapping[str, Field]) -> LogParser:
        order = entry.order
        return LogParser(
            asked,
            order.first_day,
            order.last_day,
            self._privacy,
            parallel=self._log.parallel,
            counter_id=order.counter_id,
        )
