"""What the Logs API answers, checked: names and statuses are the vendor's."""

from datetime import date

from pydantic import BaseModel

WAITING = ("created", "awaiting_retry")
PROCESSED = "processed"


class Part(BaseModel):
    """`size` in bytes of uncompressed text."""

    part_number: int
    size: int | None = None


class LogRequest(BaseModel):
    """A request as the server tells of it; `size` and `parts` come once it is processed."""

    request_id: int
    status: str
    source: str | list[str] = "visits"
    date1: date
    date2: date
    fields: list[str]
    attribution: str | None = None
    size: int | None = None
    parts: list[Part] = []


class Evaluation(BaseModel):
    """`max_possible_day_quantity` may be negative where the counter's log quota is overdrawn."""

    possible: bool
    max_possible_day_quantity: int


class OneRequest(BaseModel):
    """The envelope of create, status, clean and cancel."""

    log_request: LogRequest


class AllRequests(BaseModel):
    """The envelope of list."""

    requests: list[LogRequest]


class Evaluated(BaseModel):
    """The envelope of evaluate."""

    log_request_evaluation: Evaluation
