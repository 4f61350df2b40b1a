"""Patience with a vendor: what may pass is tried again, and ends in the problem behind it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from connectors.common.errors import Problem

Answer = TypeVar("Answer")


class Transient(Exception):
    """A failure that may pass: the request is tried again, and `problem` is raised when patience ends.

    `slow`: a quota of some minutes is used up, so that only long pauses help. `after`: seconds that the vendor asks
    to wait.
    """

    def __init__(self, problem: Problem, *, slow: bool = False) -> None:
        self.problem, self.slow = problem, slow
        self.after = 0.0
        super().__init__(str(problem))


@dataclass(frozen=True)
class Retry:
    """Tries in all, and seconds between them (doubling, with jitter). What is slow is tried after longest pauses only.

    As it stands, `slow_attempts` outlast a quota of five minutes.
    """

    attempts: int = 6
    first_pause: float = 1.0
    longest_pause: float = 30.0
    slow_attempts: int = 11

    def run(self, once: Callable[[], Answer], attempts: int | None = None) -> Answer:
        """`once`, repeated while it raises `Transient`; then the problem behind it is raised."""
        tries = Retrying(
            stop=partial(self._is_enough, attempts),
            wait=self._pause,
            retry=retry_if_exception_type(Transient),
            reraise=True,
        )
        try:
            return tries(once)
        except Transient as failure:
            raise failure.problem from None

    def _is_enough(self, attempts: int | None, state: RetryCallState) -> bool:
        longest = self.slow_attempts if _failure(state).slow else self.attempts
        return state.attempt_number >= (attempts or longest)

    def _pause(self, state: RetryCallState) -> float:
        failure = _failure(state)
        usual = self.longest_pause if failure.slow else wait_exponential(self.first_pause, self.longest_pause)(state)
        return max(usual, min(failure.after, self.longest_pause)) + random.uniform(0, self.first_pause)


def _failure(state: RetryCallState) -> Transient:
    failure = state.outcome.exception() if state.outcome else None
    assert isinstance(failure, Transient)  # nothing else is tried again
    return failure
