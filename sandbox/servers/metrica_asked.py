"""What a request asks of the Logs API, checked as the API checks it; and the form of its refusals."""

from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.servers.metrica_tsv import FIELDS

LONGEST_FIELDS = 3000
LONGEST_RANGE_DAYS = 366
ATTRIBUTIONS = (
    "FIRST", "LAST", "LASTSIGN", "LAST_YANDEX_DIRECT_CLICK", "CROSS_DEVICE_FIRST", "CROSS_DEVICE_LAST",
    "CROSS_DEVICE_LAST_SIGNIFICANT", "CROSS_DEVICE_LAST_YANDEX_DIRECT_CLICK", "AUTOMATIC",
)  # fmt: skip


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, error_type: str, message: str, location: str = "") -> None:
        self.status, self.error_type, self.message, self.location = status, error_type, message, location
        super().__init__(message)


@dataclass(frozen=True)
class Asked:
    """A range of days, both included, and fields."""

    date1: date
    date2: date
    fields: tuple[str, ...]
    attribution: str

    @property
    def days(self) -> int:
        """How many."""
        return (self.date2 - self.date1).days + 1


def asked_for(request: Request, today: date) -> Asked:
    """What the query string asks for; the body of a POST isn't looked at. Raises `Refusal`."""
    asked = request.query_params
    for name in ("date1", "date2", "fields", "source"):
        if not asked.get(name):
            raise Refusal(400, "missing_parameter", f"Missing required parameter: {name}", name)
    if asked["source"] != "visits":
        raise _wrong("source", asked["source"])
    attribution = asked.get("attribution", "LASTSIGN")
    if attribution not in ATTRIBUTIONS:
        raise _wrong("attribution", attribution)
    date1, date2 = _day(asked["date1"], "date1"), _day(asked["date2"], "date2")
    if date1 > date2 or date2 >= today or (date2 - date1).days >= LONGEST_RANGE_DAYS:
        raise Refusal(400, "invalid_parameter", "Wrong dates: date1 <= date2 < today, at most a year", "date2")
    if len(asked["fields"]) > LONGEST_FIELDS:
        raise Refusal(400, "invalid_parameter", f"'fields' is longer than {LONGEST_FIELDS} characters", "fields")
    fields = tuple(asked["fields"].split(","))
    for field in fields:
        if field not in FIELDS:
            raise Refusal(400, "invalid_parameter", f"Unknown field in the request: {field} for the source visits")
    return Asked(date1, date2, fields, attribution)


def _wrong(name: str, value: str) -> Refusal:
    return Refusal(400, "invalid_parameter", f"Wrong parameter: '{name}', value: {value}", name)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, text) from None


def refused(request: Request, refusal: Exception) -> Response:
    """The API's body of an error."""
    assert isinstance(refusal, Refusal)
    error = {"error_type": refusal.error_type, "message": refusal.message, "location": refusal.location}
    body = {"errors": [error], "code": refusal.status, "message": refusal.message}
    return JSONResponse(body, status_code=refusal.status)


def no_route(request: Request, error: Exception) -> Response:
    """A path or method that isn't there, in the same form."""
    assert isinstance(error, HTTPException)
    return refused(request, Refusal(error.status_code, "not_found", error.detail))
