"""So many requests in a day of GMT, counted by all processes that share a file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.common.errors import QuotaSpent
from connectors.common.limits.state import alone

TABLE = "CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, requests INTEGER NOT NULL)"
UNSURE_OF_THE_DAY = timedelta(minutes=5)
OPENS_AGAIN = "It opens again at 00:00 GMT; the next run goes on."


class DayIsSpent(QuotaSpent):
    """The vendor says that a day's quota is used up; `quota` is the name of the budget that this is about."""

    def __init__(self, what: str, *, quota: str, where: str) -> None:
        super().__init__(what, where=where, mend=OPENS_AGAIN)
        self.quota = quota


class DailyBudget:
    """`per_day` requests; `owner` is whose they are, in the words of a sentence ("user", "counter")."""

    def __init__(
        self,
        path: Path,
        per_day: int,
        *,
        owner: str,
        where: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path, self._per_day, self._owner, self._where, self._clock = path, per_day, owner, where, clock

    @property
    def left(self) -> int:
        """Requests that may still be made today."""
        return self._per_day - self._counted(lambda spent: spent)

    def check(self) -> None:
        """Raise `QuotaSpent` where nothing is left today."""
        if self.left <= 0:
            raise self._used_up()

    def spend(self) -> None:
        """Count one request that is about to leave. Raises `QuotaSpent` where nothing was left for it."""
        if self._counted(lambda spent: min(spent + 1, self._per_day)) >= self._per_day:
            raise self._used_up()

    def exhaust(self) -> None:
        """The vendor says that nothing is left today: others have spent of it too.

        Not believed in a day's first minutes: it may be said of yesterday, and would cost the day that has begun.
        """
        now = self._clock().astimezone(UTC)
        if (now - UNSURE_OF_THE_DAY).date() == now.date():
            self._counted(lambda spent: self._per_day)

    def _counted(self, after: Callable[[int], int]) -> int:
        """How many were spent today; then it is so many as `after` makes of them."""
        return alone(self._path, lambda: self._count(after), otherwise=0)

    def _count(self, after: Callable[[int], int]) -> int:
        today = self._clock().astimezone(UTC).date().isoformat()
        with closing(sqlite3.connect(self._path)) as connection:
            # a kill loses nothing without it, and a power cut no more than an estimate
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(TABLE)
            found = connection.execute("SELECT requests FROM days WHERE day = ?", (today,)).fetchone()
            spent = int(found[0]) if found else 0
            if after(spent) != spent:
                with connection:
                    connection.execute("DELETE FROM days WHERE day <> ?", (today,))  # nor those of a wrong clock
                    connection.execute("INSERT OR REPLACE INTO days VALUES (?, ?)", (today, after(spent)))
            return spent

    def _used_up(self) -> QuotaSpent:
        what = f"the {self._per_day} requests a day of this {self._owner} are used up."
        return QuotaSpent(what, where=self._where, mend=OPENS_AGAIN)
