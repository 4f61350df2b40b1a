"""What a report's request asks for, once it is known to be valid."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.servers.google_analytics import catalogue
from sandbox.servers.google_analytics.catalogue import Dimension, Metric
from sandbox.servers.google_analytics.refusals import invalid, unknown

MOST_DIMENSIONS, MOST_METRICS, MOST_RANGES = 9, 10, 4
DEFAULT_LIMIT, MOST_ROWS = 10_000, 250_000
_DAYS_AGO = re.compile(r"^(\d+)daysAgo$")


@dataclass(frozen=True)
class Range:
    """Whole days; `name` is what `dateRange` says."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """In order."""
        return [self.first + timedelta(days=more) for more in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Asked:
    """`names` of dimensions and metrics are as the request spells them: present ones or old ones. `filtered` are the
    dimensions that the filter alone needs. `message` is the request itself."""

    dimension_names: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    metric_names: tuple[str, ...]
    metrics: tuple[Metric, ...]
    filtered: tuple[Dimension, ...]
    ranges: tuple[Range, ...]
    offset: int
    limit: int
    message: Any

    @property
    def is_dimensionless(self) -> bool:
        """Totals, or totals of each range."""
        return all(dimension.scope == "context" for dimension in self.dimensions)


def fields(message: Any, custom: tuple[str, ...]) -> tuple[tuple[Dimension, ...], tuple[Metric, ...]]:
    """The request's dimensions and metrics. Raises `Refusal` for a name that the property doesn't have."""
    dimensions = tuple(_dimension(asked.name, custom) for asked in message.dimensions)
    return dimensions, tuple(_metric(asked.name) for asked in message.metrics)


def filter_fields(expression: Any) -> list[str]:
    """All names that a filter mentions."""
    kind = expression.WhichOneof("expr")
    if kind == "filter":
        return [expression.filter.field_name]
    if kind == "not_expression":
        return filter_fields(expression.not_expression)
    group = getattr(expression, kind).expressions if kind else []
    return [name for part in group for name in filter_fields(part)]


def asked(message: Any, custom: tuple[str, ...], today: date) -> Asked:
    """The report that is asked for. Raises `Refusal`."""
    _within("dimensions", len(message.dimensions), MOST_DIMENSIONS)
    _within("metrics", len(message.metrics), MOST_METRICS)
    _within("date ranges", len(message.date_ranges), MOST_RANGES)
    if not message.date_ranges:
        raise invalid("A dateRange is required in a report request.")
    if not message.metrics and not message.dimensions:
        raise invalid("At least one dimension or metric is required in a report request.")
    if message.offset < 0 or message.limit < 0:
        raise invalid("Offset and limit must not be negative.")
    dimensions, metrics = fields(message, custom)
    names = [one.name for one in message.dimensions]
    if len(message.date_ranges) > 1 and "dateRange" not in names:
        names.append("dateRange")
        dimensions += (_dimension("dateRange", custom),)
    return Asked(
        dimension_names=tuple(names),
        dimensions=dimensions,
        metric_names=tuple(one.name for one in message.metrics),
        metrics=metrics,
        filtered=tuple(_dimension(name, custom) for name in filter_fields(message.dimension_filter)),
        ranges=tuple(_range(one, place, today) for place, one in enumerate(message.date_ranges)),
        offset=message.offset,
        limit=min(message.limit or DEFAULT_LIMIT, MOST_ROWS),
        message=message,
    )


def _within(what: str, count: int, most: int) -> None:
    if count > most:
        raise invalid(f"Requests are limited to {most} {what}. This request has {count} {what}.")


def _dimension(name: str, custom: tuple[str, ...]) -> Dimension:
    found = catalogue.dimension(name, custom)
    if found is None:
        raise unknown("dimension", name)
    return found


def _metric(name: str) -> Metric:
    found = catalogue.metric(name)
    if found is None:
        raise unknown("metric", name)
    return found


def _range(message: Any, place: int, today: date) -> Range:
    first, last = _day(message.start_date, today), _day(message.end_date, today)
    if first > last:
        raise invalid(f"The start date {first} is after the end date {last}.")
    return Range(message.name or f"date_range_{place}", first, last)


def _day(text: str, today: date) -> date:
    """`2026-11-20`, `today`, `yesterday` or `3daysAgo`, in the property's zone."""
    ago = _DAYS_AGO.match(text)
    if text in ("today", "yesterday") or ago:
        return today - timedelta(days=int(ago[1]) if ago else ["today", "yesterday"].index(text))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"Invalid date: {text!r}. Dates are YYYY-MM-DD, NdaysAgo, yesterday or today.") from error
