"""What became of requests: how many of each method, what they asked, and how they ended."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sandbox.servers.google_analytics.faults import Method


@dataclass
class Requests:
    """Thread-safe. `asked` are the requests' messages in the order of their coming; `reports` are the reports among
    them, those of batches one by one; `refused` counts answers by their status."""

    count: Counter[Method] = field(default_factory=Counter)
    asked: list[tuple[Method, Any]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def reports(self) -> list[Any]:
        """`RunReportRequest` messages."""
        found = []
        for method, message in list(self.asked):
            if method == "runReport":
                found.append(message)
            elif method == "batchRunReports":
                found += list(message.requests)
        return found

    def came(self, method: Method, message: Any) -> None:
        """Count a request."""
        with self._lock:
            self.count[method] += 1
            self.asked.append((method, message))

    def ended(self, code: str) -> None:
        """Count a refusal."""
        with self._lock:
            self.refused[code] += 1

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self.count.clear()
            self.asked.clear()
            self.refused.clear()
