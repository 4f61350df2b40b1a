"""Faults on demand: what a test arms, and when it strikes."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sandbox.servers.google_analytics.misbehaviour import Fault

Method = Literal["runReport", "batchRunReports", "getMetadata", "checkCompatibility"]


@dataclass
class _Armed:
    method: Method
    fault: Fault
    first: int
    last: int
    met: int = 0


@dataclass
class Faults:
    """Thread-safe; counts start when a fault is armed.

    `struck` tells how often each fault, by its name, has had its turn: a test that armed one should look.
    """

    struck: Counter[str] = field(default_factory=Counter)
    _armed: list[_Armed] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, method: Method, fault: Fault, *, nth: int = 1, times: int = 1) -> None:
        """Strike at the `nth` call of the method from now on, so many `times`."""
        with self._lock:
            self._armed.append(_Armed(method, fault, nth, nth + times - 1))

    def disarm(self) -> None:
        """Forget all that has not struck yet, and what has."""
        with self._lock:
            self._armed.clear()
            self.struck.clear()

    def due(self, method: Method) -> Fault | None:
        """The fault whose turn it is; every fault armed for the method counts the call."""
        found = None
        with self._lock:
            for armed in self._armed:
                if armed.method == method:
                    armed.met += 1
                    if found is None and armed.first <= armed.met <= armed.last:
                        found = armed.fault
            if found is not None:
                self.struck[found.name] += 1
        return found
