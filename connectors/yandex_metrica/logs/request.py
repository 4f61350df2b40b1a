"""A log request's life on the server: created, waited for, and cleaned when its rows are safe."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from connectors.common.errors import Problem, QuotaSpent, SourceDown
from connectors.yandex_metrica.api.answers import PROCESSED, WAITING, LogRequest
from connectors.yandex_metrica.api.logs import LogsApi

TRIES_TO_CLEAN = 3
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Polling:
    """Seconds: between the questions whether a log is ready, which grow, and in all."""

    first: float = 0.3
    longest: float = 30.0
    longest_wait: float = 7200.0
    growth: float = 1.5


class RequestLife:
    """Creates at most one request, and cleans no other. What went wrong on the way out becomes one of `warnings`."""

    def __init__(self, api: LogsApi, polling: Polling) -> None:
        self._api, self._polling = api, polling
        self._own: int | None = None
        self.warnings: list[str] = []

    def prepared(self, first_day: date, last_day: date, fields: Sequence[str]) -> LogRequest:
        """A processed log with its parts. Raises `QuotaSpent` without room for it, `SourceDown` if it never comes."""
        evaluation = self._api.evaluate(first_day, last_day, fields)
        if not evaluation.possible:
            raise no_room(self._api.where, evaluation.max_possible_day_quantity)
        log = self._api.create(first_day, last_day, fields)
        if log is None:
            log = self._in_flight(first_day, last_day, fields)
        else:
            self._own = log.request_id
        return self._checked(self._awaited(log))

    def give_back(self) -> None:
        """Free what our own request holds on the server. Never raises a `Problem`: the rows are safe already."""
        if self._own is None:
            return
        try:
            status = self._api.status(self._own, TRIES_TO_CLEAN).status
            if status == PROCESSED:
                self._api.clean(self._own, TRIES_TO_CLEAN)
            elif status in WAITING:
                self._api.cancel(self._own, TRIES_TO_CLEAN)
        except Problem as problem:
            self._warn(f"{problem} The log request {self._own} was not cleaned and takes up quota.")
        self._own = None

    def _in_flight(self, first_day: date, last_day: date, fields: Sequence[str]) -> LogRequest:
        """The same request, asked for by somebody else: its log is used, and left to them."""
        for request in self._api.all_requests():
            same_days = (request.date1, request.date2) == (first_day, last_day)
            if same_days and set(request.fields) == set(fields) and request.status in (*WAITING, PROCESSED):
                self._warn(f"The log request {request.request_id} was already in flight; it is used and not cleaned.")
                return request
        raise SourceDown("the same log is being prepared, but isn't listed.", where=self._api.where, mend="Run again.")

    def _awaited(self, log: LogRequest) -> LogRequest:
        deadline = time.monotonic() + self._polling.longest_wait
        pause = self._polling.first
        while log.status in WAITING:
            if time.monotonic() > deadline:
                raise SourceDown(
                    f"the log request {log.request_id} is not ready after {self._polling.longest_wait / 60:g} minutes.",
                    where=self._api.where,
                    mend="A later run asks again; longest_wait_minutes gives it more time.",
                )
            time.sleep(pause)
            pause = min(pause * self._polling.growth, self._polling.longest)
            log = self._api.status(log.request_id)
        return log

    def _checked(self, log: LogRequest) -> LogRequest:
        numbers = [part.part_number for part in log.parts]
        if log.status == PROCESSED and len(set(numbers)) == len(numbers):
            return log
        how = f"ended as {log.status}" if log.status != PROCESSED else "lists a part twice"
        raise SourceDown(
            f"the log request {log.request_id} {how}.",
            where=self._api.where,
            mend="Nothing of it is loaded; a later run asks again.",
        )

    def _warn(self, sentence: str) -> None:
        self.warnings.append(sentence)
        logger.warning(sentence)


def no_room(where: str, days: int) -> QuotaSpent:
    """The counter's quota of prepared logs, which all its users share, doesn't take this request."""
    what = f"only {days} days fit" if days > 0 else "nothing fits"
    return QuotaSpent(
        f"{what} into what is left of the counter's 10 GB of prepared logs.",
        where=where,
        mend="Clean prepared logs that nobody needs any more, or ask for fewer days.",
    )
