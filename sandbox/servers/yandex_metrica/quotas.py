"""The quotas of the API, counted as its documentation says, on by default with the real numbers."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from sandbox.servers.yandex_metrica.refusals import Refusal

Api = Literal["logs", "reporting", "management"]
UNLIMITED = 1 << 62
FIVE_MINUTES, DAY = 300.0, 86_400


class Quotas:
    """Per user: `parallel` requests at once, `a_day`, and `reports_per_5_minutes`; per counter: `a_day`; per address:
    `a_second` over all APIs, of them `logs_a_second`.

    A second is the clock's, a day is GMT's, five minutes are the last five. `status` is 429 in the Russian
    documentation and 420 in the English one. Which `error_type` the reports' quota has is documented nowhere. `refused`
    counts refusals by `error_type`.
    """

    def __init__(
        self,
        *,
        status: Literal[420, 429] = 429,
        parallel: int = 3,
        a_day: int = 5000,
        a_second: int = 30,
        logs_a_second: int = 10,
        reports_per_5_minutes: int = 200,
        reports_error_type: str = "quota_requests_by_uid",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._status, self._clock = status, clock
        self._parallel, self._a_day = parallel, a_day
        self._a_second, self._logs_a_second = a_second, logs_a_second
        self._reports, self._reports_error_type = reports_per_5_minutes, reports_error_type
        self.refused: Counter[str] = Counter()
        self.most_at_once = 0
        self._at_once: Counter[str] = Counter()
        self._seconds: Counter[tuple[str, str, int]] = Counter()
        self._days: Counter[tuple[str, str, int]] = Counter()
        self._reported: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    @classmethod
    def off(cls) -> "Quotas":
        """None is ever reached."""
        return cls(
            parallel=UNLIMITED,
            a_day=UNLIMITED,
            a_second=UNLIMITED,
            logs_a_second=UNLIMITED,
            reports_per_5_minutes=UNLIMITED,
        )

    def arrive(self, address: str, api: Api) -> None:
        """Count a request of an address. Raises `Refusal`."""
        second = int(self._clock())
        with self._lock:
            for old in [key for key in self._seconds if key[2] < second]:
                del self._seconds[old]
            if self._seconds["all", address, second] >= self._a_second:
                raise self._refusal("quota_requests_by_ip", f"more than {self._a_second} requests a second")
            if api == "logs" and self._seconds["logs", address, second] >= self._logs_a_second:
                raise self._refusal("quota_requests_by_ip", f"more than {self._logs_a_second} log requests a second")
            self._seconds["all", address, second] += 1
            self._seconds[api, address, second] += 1

    @contextmanager
    def turn(self, user: str, counter: int | None, api: Api) -> Iterator[Callable[[], None]]:
        """Count a request of a user; yields what gives its place back before the block ends. Raises `Refusal`."""
        with self._lock:
            self._count(user, counter, api)
            self._at_once[user] += 1
            self.most_at_once = max(self.most_at_once, self._at_once[user])
        held = [user]

        def give_back() -> None:
            with self._lock:
                for name in held:
                    self._at_once[name] -= 1
                held.clear()

        try:
            yield give_back
        finally:
            give_back()

    def _count(self, user: str, counter: int | None, api: Api) -> None:
        if self._at_once[user] >= self._parallel:
            raise self._refusal("quota_parallel_requests", f"more than {self._parallel} parallel requests")
        day = int(self._clock()) // DAY
        of_user, of_counter = ("user", user, day), ("counter", str(counter), day)
        if self._days[of_user] >= self._a_day:
            raise self._refusal("quota_requests_by_uid", f"more than {self._a_day} requests a day")
        if self._days[of_counter] >= self._a_day:
            raise self._refusal("quota_requests_by_counter_id", f"more than {self._a_day} requests a day")
        if api == "reporting":
            self._count_report(user)
        self._days[of_user] += 1
        self._days[of_counter] += counter is not None

    def _count_report(self, user: str) -> None:
        now, reported = self._clock(), self._reported.setdefault(user, deque())
        while reported and reported[0] <= now - FIVE_MINUTES:
            reported.popleft()
        if len(reported) >= self._reports:
            raise self._refusal(self._reports_error_type, f"more than {self._reports} reports in 5 minutes")
        reported.append(now)

    def _refusal(self, error_type: str, what: str) -> Refusal:
        self.refused[error_type] += 1
        return Refusal(self._status, error_type, f"Quota exceeded: {what}")
