"""The counter's log requests, in memory: a queue that prepares one log at a time, in the order of asking."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.faults import Faults
from sandbox.servers.yandex_metrica.log import WAITING, Asked, LogRequest, Part, Status
from sandbox.servers.yandex_metrica.preparing import part_texts
from sandbox.servers.yandex_metrica.traffic import Traffic, VisitSource

logger = logging.getLogger(__name__)
DAY_SECONDS = 86_400
FIRST_REQUEST_ID = 20_000_001


class LogQueue:
    """`first_day`: the counter has no visits before. `part_bytes`: a part ends with the day that reaches it, or in the
    middle of a day where not `whole_days`. `delay`: seconds that each log takes before it is prepared.

    The first `retried` requests pass through `awaiting_retry`, for another `delay`. A log that is `keep_days` old by
    `clock` is cleaned by the server itself.
    """

    def __init__(
        self,
        visits: VisitSource,
        *,
        first_day: date,
        part_bytes: int = 8 << 20,
        delay: float = 0.2,
        whole_days: bool = True,
        retried: int = 0,
        keep_days: float = 7,
        dialect: Dialect | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.traffic, self.faults, self.dialect = Traffic(visits, first_day), Faults(), dialect or Dialect()
        self._part_bytes, self._whole_days, self._delay = part_bytes, whole_days, delay
        self._retried, self._keep_seconds, self._clock = retried, keep_days * DAY_SECONDS, clock
        self._requests: dict[int, LogRequest] = {}
        self._ids = count(FIRST_REQUEST_ID)
        self._lock = threading.RLock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="prepare")

    def create(self, counter_id: int, asked: Asked, owner: str) -> LogRequest | None:
        """Queue a request; None where anybody's same one is in flight."""
        with self._lock:
            if any(other.asked == asked and other.status in WAITING for other in self._requests.values()):
                return None
            request = LogRequest(next(self._ids), counter_id, owner, asked)
            self._requests[request.request_id] = request
        self._worker.submit(self._prepare, request)
        return request

    def all(self) -> list[LogRequest]:
        """Everybody's, ended ones too."""
        with self._lock:
            for request in self._requests.values():
                if request.status == "processed" and self._clock() - request.ready_at >= self._keep_seconds:
                    self.end(request, "cleaned_automatically_as_too_old")
            return list(self._requests.values())

    def find(self, request_id: int) -> LogRequest | None:
        """One of them."""
        return next((request for request in self.all() if request.request_id == request_id), None)

    def part(self, request: LogRequest, number: int) -> bytes:
        """A part's text. Raises `IndexError`."""
        for part in request.parts:
            if part.number == number:
                return part.unpacked()
        raise IndexError(number)

    def end(self, request: LogRequest, status: Status, *, expected: Sequence[Status] = ()) -> bool:
        """Clean, cancel, or end it otherwise; False where the request isn't in a status that this takes."""
        with self._lock:
            if expected and request.status not in expected:
                return False
            request.status = status
            request.parts = []
            return True

    def forget(self, request_id: int) -> None:
        """As if it had never been asked for."""
        with self._lock:
            request = self._requests.pop(request_id, None)
            if request is not None:
                self.end(request, "canceled")

    def stored(self) -> dict[str, list[int]]:
        """Who holds which processed logs: what takes up the counter's quota."""
        held: dict[str, list[int]] = {}
        for request in self.all():
            if request.status == "processed":
                held.setdefault(request.owner, []).append(request.request_id)
        return held

    @property
    def stored_bytes(self) -> int:
        """What prepared logs take up of the counter's quota."""
        return sum(request.size for request in self.all())

    def _prepare(self, request: LogRequest) -> None:
        time.sleep(self._delay)
        if self._retried > 0:
            self._retried -= 1
            self._pass(request, "awaiting_retry")
            time.sleep(self._delay)
        spoil = self.faults.spoil_due()
        if spoil is not None and spoil.never_ready:
            return
        try:
            texts = part_texts(request, self.traffic, self.dialect, self._part_bytes, self._whole_days)
            parts = [Part.of(number, text) for number, text in enumerate(texts)]
            status: Status = "processed"
            if spoil is not None:
                parts, status = spoil.spoiled(parts), spoil.status
        except Exception:
            logger.exception("log request %s failed", request.request_id)
            parts, status = [], "processing_failed"
        self._pass(request, status, parts)

    def _pass(self, request: LogRequest, status: Status, parts: Sequence[Part] = ()) -> None:
        with self._lock:
            if request.status in WAITING:
                request.parts, request.status, request.ready_at = list(parts), status, self._clock()
