"""What the Logs API answers, checked: names and statuses are the vendor's."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, Field

WAITING = ("created", "awaiting_retry")
PROCESSED = "processed"
ENDED = ("processing_failed", "canceled", "cleaned_by_user", "cleaned_automatically_as_too_old")
Item = TypeVar("Item")
# one null of somebody else's request would make the whole list unreadable
NullIsEmpty = Annotated[list[Item], BeforeValidator(lambda value: [] if value is None else value)]


class Part(BaseModel):
    """`size` in bytes of uncompressed text."""

    part_number: int = Field(ge=0)
    size: int | None = Field(default=None, ge=0)


class LogRequest(BaseModel):
    """A request as the server tells of it; `size` and `parts` come once it is processed."""

    request_id: int
    status: str
    source: str | NullIsEmpty[str] = "visits"
    date1: date
    date2: date
    fields: NullIsEmpty[str]
    attribution: str | None = None
    size: int | None = None
    parts: NullIsEmpty[Part] = []

    @property
    def announced_bytes(self) -> int:
        """What the log takes up of the counter's quota, as far as the server tells: nothing once it is cleaned."""
        if self.status != PROCESSED:
            return 0
        return self.size if self.size is not None else sum(part.size or 0 for part in self.parts)

    def is_of(self, source: str) -> bool:
        """Documented as an array, and seen as a word."""
        return source in ([self.source] if isinstance(self.source, str) else self.source)


class Evaluation(BaseModel):
    """`max_possible_day_quantity` may be negative where the counter's log quota is overdrawn."""

    possible: bool
    max_possible_day_quantity: int


class OneRequest(BaseModel):
    """The envelope of create, status, clean and cancel."""

    log_request: LogRequest


class AllRequests(BaseModel):
    """The envelope of list."""

    requests: NullIsEmpty[LogRequest]


class Evaluated(BaseModel):
    """The envelope of evaluate."""

    log_request_evaluation: Evaluation
