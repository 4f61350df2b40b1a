"""What a request asks of the Logs API, checked as the API checks it."""

from collections.abc import Mapping
from datetime import date

from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.fields.attribution import DEFAULT, MODELS, effective
from sandbox.servers.yandex_metrica.fields.catalogue import PREFIXES, Source, log_field
from sandbox.servers.yandex_metrica.log import Asked
from sandbox.servers.yandex_metrica.refusals import Refusal, wrong

LONGEST_FIELDS = 3000
LONGEST_RANGE_DAYS = 366


def asked_for(query: Mapping[str, str], today: date, counter: Counter) -> Asked:
    """What the query string asks for; the body of a POST isn't looked at. Raises `Refusal`."""
    for name in ("date1", "date2", "fields", "source"):
        if not query.get(name):
            raise Refusal(400, "missing_parameter", f"Missing required parameter: {name}", name)
    if query["source"] not in PREFIXES:
        raise wrong("source", query["source"])
    source: Source = "hits" if query["source"] == "hits" else "visits"
    model = query.get("attribution", DEFAULT)
    if model not in MODELS:
        raise wrong("attribution", model)
    date1, date2 = day_of(query["date1"], "date1"), day_of(query["date2"], "date2")
    if date1 > date2 or date2 >= today or (date2 - date1).days >= LONGEST_RANGE_DAYS:
        raise Refusal(400, "invalid_parameter", "Wrong dates: date1 <= date2 < today, at most a year", "date2")
    if len(query["fields"]) > LONGEST_FIELDS:
        raise Refusal(400, "invalid_parameter", f"'fields' is longer than {LONGEST_FIELDS} characters", "fields")
    return Asked(date1, date2, source, _fields(query["fields"], source, counter), effective(model, today))


def _fields(text: str, source: Source, counter: Counter) -> tuple[str, ...]:
    """The first one that isn't there refuses the whole request."""
    names = tuple(text.split(","))
    for name in names:
        found = log_field(source, name)
        if found is None or (found.pro and not counter.pro) or name in counter.refuses:
            message = f"Unknown field in the request: {name} for the source {source}"
            raise Refusal(400, "invalid_parameter", message, "fields")
    return names


def day_of(text: str, name: str) -> date:
    """A day as ISO writes it. Raises `Refusal`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(name, text) from None
