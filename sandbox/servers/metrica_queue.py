"""The counter's log requests, in memory: a queue that prepares one log at a time, part by part."""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from typing import Protocol

import pyarrow as pa

from sandbox.servers import metrica_tsv
from sandbox.servers.metrica_log import LogRequest, Status

logger = logging.getLogger(__name__)


class VisitSource(Protocol):
    """Whose visits are served: the demo company, or a test's."""

    def visits(self, day: date) -> pa.Table:
        """The visits of a day of the counter, with the columns that `metrica_tsv.FIELDS` names."""
        ...


class LogQueue:
    """`first_day`: the counter has no visits before. `part_bytes`: a part ends with the day that reaches it."""

    def __init__(self, visits: VisitSource, *, first_day: date, part_bytes: int = 8 << 20, delay: float = 0.2) -> None:
        self._visits, self._first_day, self._part_bytes, self._delay = visits, first_day, part_bytes, delay
        self._requests: dict[int, LogRequest] = {}
        self._ids = count(20_000_001)
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="prepare")

    def create(
        self, counter_id: int, date1: date, date2: date, fields: Sequence[str], attribution: str
    ) -> LogRequest | None:
        """Queue a request; None where the same one is in flight."""
        what = (date1, date2, tuple(fields), attribution)
        with self._lock:
            for other in self._requests.values():
                same = (other.date1, other.date2, other.fields, other.attribution) == what
                if other.status == "created" and same:
                    return None
            request = LogRequest(next(self._ids), counter_id, *what)
            self._requests[request.request_id] = request
        self._worker.submit(self._prepare, request)
        return request

    def all(self) -> list[LogRequest]:
        """Everybody's, cleaned ones too."""
        return list(self._requests.values())

    def find(self, request_id: int) -> LogRequest | None:
        """One of them."""
        return self._requests.get(request_id)

    def part(self, request: LogRequest, number: int) -> bytes:
        """A part's text. Raises `IndexError`."""
        if number < 0:
            raise IndexError(number)
        packed, size = request.parts[number]
        return pa.decompress(packed, decompressed_size=size, codec="zstd", asbytes=True)  # type: ignore[no-any-return]

    def end(self, request: LogRequest, *, expected: Status, status: Status) -> bool:
        """Clean or cancel; False where the request isn't in the status that this takes."""
        with self._lock:
            if request.status != expected:
                return False
            request.status = status
            request.parts = []
            return True

    @property
    def stored_bytes(self) -> int:
        """What prepared logs take up of the counter's quota."""
        return sum(request.size for request in self.all())

    def _prepare(self, request: LogRequest) -> None:
        time.sleep(self._delay)
        try:
            parts, status = self._parts(request), "processed"
        except Exception:
            logger.exception("log request %s failed", request.request_id)
            parts, status = [], "processing_failed"
        with self._lock:
            if request.status == "created":
                request.parts, request.status = parts, status  # type: ignore[assignment]

    def _parts(self, request: LogRequest) -> list[tuple[pa.Buffer, int]]:
        """Day by day, so that a canceled request stops soon, and only one part stands in memory unpacked."""
        header = metrica_tsv.header(request.fields)
        parts: list[tuple[pa.Buffer, int]] = []
        text = [header]
        for day in request.days:
            if request.status != "created":
                break
            if sum(map(len, text)) >= self._part_bytes:
                parts.append(_packed(text))
                text = [header]
            if day >= self._first_day:
                text.append(metrica_tsv.rows(self._visits.visits(day), request.fields))
        return [*parts, _packed(text)]


def _packed(text: list[bytes]) -> tuple[pa.Buffer, int]:
    whole = b"".join(text)
    return pa.compress(whole, codec="zstd"), len(whole)
