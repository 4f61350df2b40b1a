"""The operations of the Logs API on one counter."""

import gzip
from collections import Counter as Tally
from collections.abc import Callable
from datetime import date

from sandbox.servers.yandex_metrica.asked import asked_for
from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.gate import Call
from sandbox.servers.yandex_metrica.log import WAITING, Asked, LogRequest
from sandbox.servers.yandex_metrica.queue import LogQueue
from sandbox.servers.yandex_metrica.refusals import Refusal
from sandbox.servers.yandex_metrica.reply import TSV, Reply, json_reply

LOG_QUOTA_BYTES = 10 * 10**9
BYTES_OF_A_DAY = 2 * 10**6
DayBytes = int | Callable[[Asked], int]


class LogsApi:
    """`day_bytes`: what a day is thought to take, whatever is asked for or by what is asked for. `taken_bytes`: what
    other logs, never listed, take up of the quota. `downloads` counts (request, part)."""

    def __init__(self, queue: LogQueue, today: Callable[[], date], quota_bytes: int, day_bytes: DayBytes) -> None:
        self._queue, self._today, self._quota_bytes, self._day_bytes = queue, today, quota_bytes, day_bytes
        self.taken_bytes = 0
        self.downloads: Tally[tuple[int, int]] = Tally()

    def evaluate(self, call: Call) -> Reply:
        """How many days fit: fewer than none where the quota is overdrawn."""
        asked = asked_for(call.query, self._today(), _counter(call))
        free = self._days_that_fit(asked)
        return json_reply(
            {"log_request_evaluation": {"possible": len(asked.days) <= free, "max_possible_day_quantity": free}}
        )

    def create(self, call: Call) -> Reply:
        """A log to prepare; 202 without a body where the same is in flight."""
        counter = _counter(call)
        asked = asked_for(call.query, self._today(), counter)
        if len(asked.days) > self._days_that_fit(asked):
            raise Refusal(400, "limit_exceeded", "The quota of prepared logs is exceeded")
        created = self._queue.create(counter.id, asked, call.user)
        return Reply(202) if created is None else _one(created)

    def all(self, call: Call) -> Reply:
        """Everybody's requests on the counter."""
        return json_reply(
            {"requests": [log.as_json() for log in self._queue.all() if log.counter_id == _counter(call).id]}
        )

    def status(self, call: Call) -> Reply:
        """One of them."""
        return _one(self._found(call))

    def download(self, call: Call) -> Reply:
        """A part of a processed log, packed where the client takes it so."""
        log, number = self._found(call), call.number("part")
        if log.status != "processed":
            raise Refusal(400, "invalid_parameter", "Only log of requests in status 'processed' can be downloaded")
        try:
            text = self._queue.part(log, number)
        except IndexError:
            raise Refusal(400, "invalid_parameter", "Incorrect part number", "partNumber") from None
        self.downloads[log.request_id, number] += 1
        if "gzip" in call.request.headers.get("accept-encoding", ""):
            return Reply(200, gzip.compress(text, compresslevel=1), TSV, {"content-encoding": "gzip"})
        return Reply(200, text, TSV)

    def clean(self, call: Call) -> Reply:
        """Delete a processed log; whoever asked for it."""
        log = self._found(call)
        if not self._queue.end(log, "cleaned_by_user", expected=["processed"]):
            raise Refusal(400, "invalid_parameter", "Only log of requests in status 'processed' can be cleaned")
        return _one(log)

    def cancel(self, call: Call) -> Reply:
        """Take back a request that isn't processed."""
        log = self._found(call)
        if not self._queue.end(log, "canceled", expected=WAITING):
            raise Refusal(400, "invalid_parameter", "Only requests that are not processed yet can be canceled")
        return _one(log)

    def _found(self, call: Call) -> LogRequest:
        found = self._queue.find(call.number("request_id"))
        if found is None or found.counter_id != _counter(call).id:
            raise Refusal(404, "not_found", "Entity not found", "requestId")
        return found

    def _days_that_fit(self, asked: Asked) -> int:
        of_a_day = self._day_bytes if isinstance(self._day_bytes, int) else self._day_bytes(asked)
        return (self._quota_bytes - self._queue.stored_bytes - self.taken_bytes) // of_a_day


def _counter(call: Call) -> Counter:
    assert call.counter is not None
    return call.counter


def _one(log: LogRequest) -> Reply:
    return json_reply({"log_request": log.as_json()})
