"""Faults on demand: what a test arms, and when it strikes."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sandbox.servers.yandex_metrica.misbehaviour import Fault
from sandbox.servers.yandex_metrica.spoils import Spoil

Operation = Literal[
    "evaluate", "create", "list", "status", "download", "clean", "cancel", "data", "counters", "counter", "goals"
]


@dataclass
class _Armed:
    operation: Operation
    fault: Fault
    first: int
    last: int
    part: int | None
    met: int = 0


@dataclass
class Faults:
    """Thread-safe; counts start when a fault is armed.

    `struck` tells how often each fault, by its name, has had its turn: a test that armed one should look.
    """

    struck: Counter[str] = field(default_factory=Counter)
    _armed: list[_Armed] = field(default_factory=list)
    _spoils: list[tuple[int, Spoil]] = field(default_factory=list)
    _prepared: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, operation: Operation, fault: Fault, *, nth: int = 1, times: int = 1, part: int | None = None) -> None:
        """Strike at the `nth` call of the operation from now on, so many `times`; of one part's download alone."""
        with self._lock:
            self._armed.append(_Armed(operation, fault, nth, nth + times - 1, part))

    def spoil(self, spoil: Spoil, *, nth: int = 1, times: int = 1) -> None:
        """Spoil the `nth` log that is prepared from now on, and as many as `times` after it."""
        with self._lock:
            self._spoils += [(self._prepared + nth + more, spoil) for more in range(times)]

    def disarm(self) -> None:
        """Forget all that has not struck yet, and what has."""
        with self._lock:
            self._armed.clear()
            self._spoils.clear()
            self.struck.clear()

    def due(self, operation: Operation, part: int | None = None) -> Fault | None:
        """The fault whose turn it is; every fault armed for the operation counts the call."""
        found = None
        with self._lock:
            for armed in self._armed:
                if armed.operation == operation and armed.part in (None, part):
                    armed.met += 1
                    if found is None and armed.first <= armed.met <= armed.last:
                        found = armed.fault
            if found is not None:
                self.struck[found.name] += 1
        return found

    def spoil_due(self) -> Spoil | None:
        """What becomes of the log that is being prepared."""
        with self._lock:
            self._prepared += 1
            found = next((spoil for number, spoil in self._spoils if number == self._prepared), None)
            if found is not None:
                self.struck[found.name] += 1
        return found
