"""What a client asks before each request, and the vendor's limits put together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from connectors.common.limits.days import DailyBudget
from connectors.common.limits.pace import Pace
from connectors.common.limits.slots import Slots
from connectors.common.limits.waiting import Waiting


class Limits(Protocol):
    """What `Http` asks before each request."""

    def request(self) -> AbstractContextManager[None]:
        """Wait for the request's turn, and hold its place while the block lasts.

        Raises `QuotaSpent` where a day's quota is used up.
        """
        ...

    def spent(self, quota: str | None = None) -> None:
        """The vendor said that a day's quota is used up: nobody asks for it again before the day is over."""
        ...


class SharedLimits:
    """All limits of one account, kept by all processes that share their files. `budgets` are known by name."""

    def __init__(
        self, slots: Slots, paces: Sequence[Pace], budgets: Mapping[str, DailyBudget], *, what_for: str
    ) -> None:
        self._slots, self._paces, self._budgets, self._what_for = slots, paces, budgets, what_for

    @contextmanager
    def request(self) -> Iterator[None]:
        """A slot is held while the block lasts, and never while its turn is waited for: others may have theirs."""
        for budget in self._budgets.values():
            budget.check()
        waiting = Waiting(self._what_for)
        while True:
            with self._slots.held():
                seconds = self._seconds_to_wait()
                if not seconds:
                    for budget in self._budgets.values():
                        budget.spend()
                    yield
                    return
            waiting.pause(seconds)

    def spent(self, quota: str | None = None) -> None:
        """The budget of this name, or all of them where there is none, is used up for today."""
        named = self._budgets.get(quota) if quota else None
        for budget in [named] if named else self._budgets.values():
            budget.exhaust()

    def _seconds_to_wait(self) -> float:
        """0 where each pace gave a turn. What one gave before another refused is lost, so the slowest comes last."""
        return next((seconds for pace in self._paces if (seconds := pace.take())), 0.0)
