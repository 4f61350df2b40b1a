"""What a request asks of the Reporting API, checked as the API checks it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.servers.yandex_metrica.asked import day_of
from sandbox.servers.yandex_metrica.fields.attribution import DEFAULT, MODELS, effective
from sandbox.servers.yandex_metrica.management_api import number
from sandbox.servers.yandex_metrica.refusals import Refusal, wrong
from sandbox.servers.yandex_metrica.reporting.dimensions import Dimension, dimension
from sandbox.servers.yandex_metrica.reporting.filters import Condition, conditions
from sandbox.servers.yandex_metrica.reporting.metrics import Metric, metric

MOST_METRICS, MOST_DIMENSIONS, MOST_ROWS = 20, 10, 100_000
SHARES = {"low": 0.01, "medium": 0.1, "high": 0.5, "full": 1.0}
_DAYS_AGO = re.compile(r"(\d+)daysAgo")


@dataclass(frozen=True)
class Report:
    """`share` of the visitors that are looked at; `sort`: name and whether descending."""

    ids: tuple[int, ...]
    date1: date
    date2: date
    metrics: dict[str, Metric]
    dimensions: tuple[Dimension, ...]
    conditions: list[Condition]
    filters: str
    sort: tuple[tuple[str, bool], ...]
    limit: int
    offset: int
    share: float
    include_undefined: bool
    lang: str
    attribution: str


def report_asked_for(query: Mapping[str, str], today: date) -> Report:
    """The report. Raises `Refusal`."""
    for name in ("ids", "metrics"):
        if not query.get(name):
            raise Refusal(400, "missing_parameter", f"Missing required parameter: {name}", name)
    model = query.get("attribution", DEFAULT).upper()
    if model not in MODELS:
        raise wrong("attribution", query["attribution"])
    model = effective(model, today)
    date1, date2 = _day(query, "date1", "6daysAgo", today), _day(query, "date2", "today", today)
    if date1 > date2:
        raise wrong("date1", query["date1"])
    metrics, dimensions = _metrics(query["metrics"]), _dimensions(query.get("dimensions", ""), model)
    return Report(
        ids=_ids(query["ids"]),
        date1=date1,
        date2=date2,
        metrics=metrics,
        dimensions=dimensions,
        conditions=conditions(query.get("filters", ""), model),
        filters=query.get("filters", ""),
        sort=_sort(query.get("sort", ""), [*metrics, *(one.name for one in dimensions)]),
        limit=number(query, "limit", 100, MOST_ROWS),
        offset=number(query, "offset", 1),
        share=_share(query.get("accuracy", "medium")),
        include_undefined=query.get("include_undefined", "false") in ("true", "1"),
        lang=query.get("lang", "ru"),
        attribution=model,
    )


def _ids(text: str) -> tuple[int, ...]:
    if not all(one.isascii() and one.isdigit() for one in text.split(",")):
        raise wrong("ids", text)
    return tuple(int(one) for one in text.split(","))


def _day(query: Mapping[str, str], name: str, default: str, today: date) -> date:
    text = query.get(name, default)
    if match := _DAYS_AGO.fullmatch(text):
        return today - timedelta(days=int(match[1]))
    return {"today": today, "yesterday": today - timedelta(days=1)}.get(text) or day_of(text, name)


def _metrics(text: str) -> dict[str, Metric]:
    names = text.split(",")
    if len(names) > MOST_METRICS:
        raise Refusal(400, "query_error", f"More than {MOST_METRICS} metrics, error code: 4015", "metrics")
    found = {name: metric(name) for name in names}
    for name, one in found.items():
        if one is None:
            raise Refusal(400, "invalid_parameter", f"Wrong metric: {name}, error code: 4001", "metrics")
    return {name: one for name, one in found.items() if one is not None}


def _dimensions(text: str, model: str) -> tuple[Dimension, ...]:
    names = [name for name in text.split(",") if name]
    if len(names) > MOST_DIMENSIONS:
        raise Refusal(400, "query_error", f"More than {MOST_DIMENSIONS} dimensions, error code: 4015", "dimensions")
    found = []
    for name in names:
        one = dimension(name, model)
        if one is None:
            raise Refusal(400, "invalid_parameter", f"Wrong dimension: {name}, error code: 4001", "dimensions")
        found.append(one)
    return tuple(found)


def _sort(text: str, known: list[str]) -> tuple[tuple[str, bool], ...]:
    """By the first metric, the largest first, where nothing is asked for."""
    names = [name for name in text.split(",") if name] or [f"-{known[0]}"]
    if any(name.removeprefix("-") not in known for name in names):
        raise wrong("sort", text)
    return tuple((name.removeprefix("-"), name.startswith("-")) for name in names)


def _share(text: str) -> float:
    """Numbers are rounded to a power of ten."""
    if text in SHARES:
        return SHARES[text]
    try:
        asked = float(text)
    except ValueError:
        raise wrong("accuracy", text) from None
    if not 0 < asked <= 1:
        raise wrong("accuracy", text)
    return float(10.0 ** round(math.log10(asked)))
