"""Waiting until a log is prepared, and telling apart how that can end."""

import time
from dataclasses import dataclass

from connectors.common.errors import SourceDown
from connectors.yandex_metrica.api.answers import ENDED, PROCESSED, WAITING, LogRequest
from connectors.yandex_metrica.api.errors import NotFound
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.logs.order import LogOrder


@dataclass(frozen=True)
class Polling:
    """Seconds: between the questions whether a log is ready, which grow, and in all."""

    first: float = 0.3
    longest: float = 30.0
    longest_wait: float = 7200.0
    growth: float = 1.5


class NotReady(SourceDown):
    """Patience ended before the server was done; the request is still in flight."""


class LogGone(Exception):
    """The request will never become a log, or its log is there no more: asking anew may help."""

    def __init__(self, problem: SourceDown) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Waiting:
    """Asks how far a request is, ever more seldom."""

    def __init__(self, api: LogsApi, polling: Polling) -> None:
        self._api, self._polling = api, polling

    def prepared(self, request_id: int, order: LogOrder) -> LogRequest:
        """The log with its parts. Raises `LogGone`, and `NotReady` when patience ends."""
        deadline = time.monotonic() + self._polling.longest_wait
        pause = self._polling.first
        while (log := self.status(request_id, order)).status in WAITING:
            if time.monotonic() > deadline:
                raise NotReady(
                    f"the log request {request_id} is not ready after {self._polling.longest_wait / 60:g} minutes.",
                    where=self._api.where,
                    mend="It stays in flight, and the next run goes on with it; longest_wait_minutes waits longer.",
                )
            time.sleep(pause)
            pause = min(pause * self._polling.growth, self._polling.longest)
        if log.status == PROCESSED:
            return self._with_parts(log)
        if log.status in ENDED:
            raise self._gone(request_id, f"ended as {log.status}")
        raise SourceDown(
            f"the log request {request_id} has the status {log.status[:40]!r}, which is not known.",
            where=self._api.where,
            mend="Nothing of it is loaded; the API may have changed.",
        )

    def status(self, request_id: int, order: LogOrder) -> LogRequest:
        """As the server tells of it now. Raises `LogGone` where it has never heard of it, or of another one."""
        try:
            log = self._api.status(request_id)
        except NotFound:
            raise self._gone(request_id, "has vanished from the server") from None
        if not order.may_be(log):
            raise self._gone(request_id, "is one for other days on the server")
        return log

    def _with_parts(self, log: LogRequest) -> LogRequest:
        numbers = [part.part_number for part in log.parts]
        if not numbers:
            raise self._gone(log.request_id, "is processed, but has no parts")
        if len(set(numbers)) != len(numbers):
            raise self._gone(log.request_id, "lists a part twice")
        return log

    def _gone(self, request_id: int, how: str) -> LogGone:
        return LogGone(
            SourceDown(
                f"the log request {request_id} {how}.",
                where=self._api.where,
                mend="Nothing of it is loaded; a later run asks again.",
            )
        )
