"""The quotas of a property, counted as the vendor says, with the numbers of its plan."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.refusals import Refusal

Bucket = Literal[
    "tokens_per_day",
    "tokens_per_hour",
    "tokens_per_project_per_hour",
    "concurrent_requests",
    "server_errors_per_project_per_hour",
    "potentially_thresholded_requests_per_hour",
]
STANDARD: dict[Bucket, int] = {
    "tokens_per_day": 200_000,
    "tokens_per_hour": 40_000,
    "tokens_per_project_per_hour": 14_000,
    "concurrent_requests": 10,
    "server_errors_per_project_per_hour": 10,
    "potentially_thresholded_requests_per_hour": 120,
}
PLANS: dict[str, dict[Bucket, int]] = {
    "standard": STANDARD,
    "360": {**{bucket: 10 * limit for bucket, limit in STANDARD.items()}, "concurrent_requests": 50,
            "server_errors_per_project_per_hour": 50, "potentially_thresholded_requests_per_hour": 120},
}  # fmt: skip
_IN_AN_HOUR = "These quota tokens will return in under an hour."
EXHAUSTED: dict[Bucket, str] = {
    "tokens_per_day": "Exhausted property tokens per day. These quota tokens will return in under 24 hours.",
    "tokens_per_hour": f"Exhausted property tokens per hour. {_IN_AN_HOUR}",
    "tokens_per_project_per_hour": f"Exhausted property tokens for a project per hour. {_IN_AN_HOUR}",
    "concurrent_requests": "Exhausted concurrent requests quota. Please send fewer requests concurrently.",
    "server_errors_per_project_per_hour": "Exhausted server errors quota. This quota will return in under an hour.",
    "potentially_thresholded_requests_per_hour": (
        "Exhausted potentially thresholded requests quota. This quota will return in under an hour."
    ),
}
_TOKENS: tuple[Bucket, ...] = ("tokens_per_day", "tokens_per_hour", "tokens_per_project_per_hour")
_PACIFIC = ZoneInfo("America/Los_Angeles")


def exhausted(bucket: Bucket) -> Refusal:
    """429 with the bucket's own sentence: nothing else tells which one it was."""
    return Refusal("RESOURCE_EXHAUSTED", EXHAUSTED[bucket])


def tokens(asked: Asked) -> int:
    """What a report costs: more for many fields, and for many days."""
    days = sum(len(one.days) for one in asked.ranges)
    return 1 + len(asked.dimensions) // 2 + len(asked.metrics) // 5 + days // 31


@dataclass
class _Window:
    """An hour, or a day of the Pacific: what was used of a bucket in it."""

    begins: str = ""
    used: int = 0


class Quotas:
    """Thread-safe. An hour is the clock's. `refused` counts refusals by bucket, `most_at_once` the requests in flight.

    `limits` may be changed while it runs; `leave` says what is left of a bucket now.
    """

    def __init__(self, plan: str, clock: Callable[[], datetime]) -> None:
        self.limits: dict[Bucket, int] = dict(PLANS[plan])
        self.refused: Counter[Bucket] = Counter()
        self.most_at_once = 0
        self._clock, self._lock = clock, threading.Lock()
        self._windows = {bucket: _Window() for bucket in self.limits}

    def leave(self, bucket: Bucket, remaining: int) -> None:
        """So much is left of the bucket until its window ends."""
        with self._lock:
            self._window(bucket).used = self.limits[bucket] - remaining

    def used(self, bucket: Bucket) -> int:
        """Of the bucket, in its present window."""
        with self._lock:
            return self._window(bucket).used

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A request in flight. Raises `Refusal` when there are too many, or when a quota has run out before."""
        with self._lock:
            for bucket in (*_TOKENS, "concurrent_requests", "server_errors_per_project_per_hour"):
                self._demand(bucket, 1)
            flying = self._windows["concurrent_requests"]
            flying.used += 1
            self.most_at_once = max(self.most_at_once, flying.used)
        try:
            yield
        finally:
            with self._lock:
                flying.used -= 1

    def spend(self, cost: int, *, thresholded: bool) -> None:
        """Charge a report. Raises `Refusal` where its potential thresholding is one too many."""
        with self._lock:
            if thresholded:
                self._demand("potentially_thresholded_requests_per_hour", 1)
                self._window("potentially_thresholded_requests_per_hour").used += 1
            for bucket in _TOKENS:
                self._window(bucket).used += cost

    def failed(self) -> None:
        """An answer of 500 or 503 was given."""
        with self._lock:
            self._window("server_errors_per_project_per_hour").used += 1

    def tell(self, message: Any, cost: int) -> None:
        """Fill in a `PropertyQuota`, as it stands after a request of this cost."""
        with self._lock:
            for bucket, limit in self.limits.items():
                status = getattr(message, bucket)
                status.consumed = cost if bucket in _TOKENS else 0
                status.remaining = max(0, limit - self._window(bucket).used)

    def _demand(self, bucket: Bucket, needed: int) -> None:
        if self._window(bucket).used + needed > self.limits[bucket]:
            self.refused[bucket] += 1
            raise exhausted(bucket)

    def _window(self, bucket: Bucket) -> _Window:
        window, now = self._windows[bucket], self._clock()
        if bucket == "concurrent_requests":
            return window
        begins = f"{now.astimezone(_PACIFIC):%F}" if bucket == "tokens_per_day" else f"{now.timestamp() // 3600:.0f}"
        if window.begins != begins:
            window.begins, window.used = begins, 0
        return window
