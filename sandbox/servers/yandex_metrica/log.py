"""One log request of the counter, as the server keeps and tells it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import pyarrow as pa

from sandbox.servers.yandex_metrica.fields.catalogue import Source

Status = Literal[
    "created",
    "awaiting_retry",
    "processed",
    "processing_failed",
    "canceled",
    "cleaned_by_user",
    "cleaned_automatically_as_too_old",
]
WAITING: tuple[Status, ...] = ("created", "awaiting_retry")


@dataclass(frozen=True)
class Part:
    """`size`: the bytes that the list announces; `text` is compressed, of `length` bytes before that."""

    number: int
    size: int
    text: pa.Buffer
    length: int

    @classmethod
    def of(cls, number: int, text: bytes) -> "Part":
        """Compress it."""
        return cls(number, len(text), pa.compress(text, codec="zstd"), len(text))

    def unpacked(self) -> bytes:
        """The text that is sent."""
        return pa.decompress(self.text, decompressed_size=self.length, codec="zstd", asbytes=True)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Asked:
    """What a log is asked for: days, both included. `attribution`: the effective model."""

    date1: date
    date2: date
    source: Source
    fields: tuple[str, ...]
    attribution: str

    @property
    def days(self) -> list[date]:
        """All of them."""
        return [self.date1 + timedelta(days=n) for n in range((self.date2 - self.date1).days + 1)]


@dataclass
class LogRequest:
    """A request and, once processed, its parts. `owner`: whose token asked; `ready_at`: the server's clock, seconds."""

    request_id: int
    counter_id: int
    owner: str
    asked: Asked
    status: Status = "created"
    parts: list[Part] = field(default_factory=list)
    ready_at: float = 0

    @property
    def date1(self) -> date:
        """The first day."""
        return self.asked.date1

    @property
    def date2(self) -> date:
        """The last day."""
        return self.asked.date2

    @property
    def fields(self) -> tuple[str, ...]:
        """As asked for."""
        return self.asked.fields

    @property
    def size(self) -> int:
        """Bytes of text."""
        return sum(part.size for part in self.parts)

    def as_json(self) -> dict[str, object]:
        """`size` and `parts` are absent until the log is there, and after it is cleaned."""
        answer: dict[str, object] = {
            "request_id": self.request_id,
            "counter_id": self.counter_id,
            "source": [self.asked.source],
            "date1": self.date1.isoformat(),
            "date2": self.date2.isoformat(),
            "fields": list(self.fields),
            "status": self.status,
            "attribution": self.asked.attribution,
        }
        if self.status == "processed":
            answer["size"] = self.size
            answer["parts"] = [{"part_number": part.number, "size": part.size} for part in self.parts]
        return answer
