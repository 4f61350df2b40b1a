"""One log request of the counter, as the server keeps and tells it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import pyarrow as pa

Status = Literal["created", "processed", "processing_failed", "canceled", "cleaned_by_user"]


@dataclass
class LogRequest:
    """A request and, once processed, its parts: compressed text, and its length before that."""

    request_id: int
    counter_id: int
    date1: date
    date2: date
    fields: tuple[str, ...]
    attribution: str
    status: Status = "created"
    parts: list[tuple[pa.Buffer, int]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """`size` and `parts` are absent until the log is there, and after it is cleaned."""
        answer: dict[str, object] = {
            "request_id": self.request_id,
            "counter_id": self.counter_id,
            "source": ["visits"],
            "date1": self.date1.isoformat(),
            "date2": self.date2.isoformat(),
            "fields": list(self.fields),
            "status": self.status,
            "attribution": self.attribution,
        }
        if self.status == "processed":
            answer["size"] = self.size
            answer["parts"] = [{"part_number": n, "size": size} for n, (_, size) in enumerate(self.parts)]
        return answer

    @property
    def size(self) -> int:
        """Bytes of text."""
        return sum(size for _, size in self.parts)

    @property
    def days(self) -> list[date]:
        """All days asked for."""
        return [self.date1 + timedelta(days=n) for n in range((self.date2 - self.date1).days + 1)]
