"""The rows under a report: the facts of all its days, with the columns that it asks for."""

from collections.abc import Callable, Iterable
from datetime import date

import pyarrow as pa

from sandbox.servers.google_analytics.asked import Asked, Range
from sandbox.servers.google_analytics.catalogue import METRICS, Metric
from sandbox.servers.google_analytics.described import NOT_SET, same
from sandbox.servers.google_analytics.facts import Facts
from sandbox.servers.google_analytics.filters import mask

Days = Callable[[date], Facts]
_OF_KEY_EVENTS = {"key_events", "purchases", "revenue", "total_revenue", "refund", "tax", "shipping"}
_CALENDAR: dict[str, Callable[[date], str]] = {
    "date": lambda day: day.strftime("%Y%m%d"),
    "yearMonth": lambda day: day.strftime("%Y%m"),
    "isoYearIsoWeek": lambda day: day.strftime("%G%V"),
    "year": lambda day: day.strftime("%Y"),
}


def frame(asked: Asked, days: Days, *, with_users: bool) -> pa.Table:
    """One row a fact: a column a dimension, by its present name, one a measure, and the user where that is wanted."""
    columns = measures(asked.metrics) + (["client_id"] if with_users else [])
    parts = [_of_day(asked, columns, one, days(day)) for one in asked.ranges for day in one.days]
    return pa.concat_tables(parts, promote_options="default").unify_dictionaries().combine_chunks()


def measures(metrics: Iterable[Metric]) -> list[str]:
    """The columns that the metrics are made of."""
    found: dict[str, None] = {}
    for metric in metrics:
        for one in [METRICS[name] for part in metric.parts or () for name in part.split(" - ")] or [metric]:
            found[one.sum or one.distinct or ""] = None
    return list(found)


def _of_day(asked: Asked, columns: list[str], range_: Range, facts: Facts) -> pa.Table:
    parts = [_picked(asked, columns, range_, facts, table) for table in _tables(asked, facts)]
    return parts[0] if len(parts) == 1 else pa.concat_tables(parts, promote_options="default")


def _tables(asked: Asked, facts: Facts) -> list[pa.Table]:
    """The facts at the coarsest grain that has all dimensions."""
    scopes = {one.scope for one in (*asked.dimensions, *asked.filtered)}
    costs = [facts.costs] if any(metric.scope == "cost" for metric in asked.metrics) else []
    if all(metric.scope == "cost" for metric in asked.metrics) and costs:
        return costs
    if "item" in scopes:
        return [facts.key_events.slice(0, 0)]  # items are not told of
    if "attribution" in scopes:
        return [facts.credits, *costs]
    if "event" in scopes:
        return [facts.key_events if _key_events_do(asked) else facts.events, *costs]
    return [facts.sessions, *costs]


def _key_events_do(asked: Asked) -> bool:
    """Other events are filtered out, or have nothing but zeros in the metrics."""
    sums = {metric.sum for metric in asked.metrics}
    only_zeros = bool(sums) and sums <= _OF_KEY_EVENTS and not asked.message.keep_empty_rows
    return only_zeros or "isKeyEvent" in _wanted_true(asked)


def _wanted_true(asked: Asked) -> list[str]:
    """Fields that the whole filter, or each part of its and-group, wants to be `true`."""
    expression = asked.message.dimension_filter
    parts = [expression] if expression.WhichOneof("expr") == "filter" else expression.and_group.expressions
    return [
        part.filter.field_name
        for part in parts
        if part.WhichOneof("expr") == "filter" and part.filter.string_filter.value == "true"
    ]


def _picked(asked: Asked, measured: list[str], range_: Range, facts: Facts, table: pa.Table) -> pa.Table:
    def column(name: str) -> pa.ChunkedArray | pa.DictionaryArray:
        if name == "dateRange":
            return same(range_.name, table.num_rows)
        if name in _CALENDAR:
            return same(_CALENDAR[name](facts.day), table.num_rows)
        return table.column(name) if name in table.column_names else same(NOT_SET, table.num_rows)

    old = {name: one.api_name for one in asked.filtered for name in one.deprecated}
    columns = {one.api_name: column(one.api_name) for one in asked.dimensions}
    columns |= {name: table.column(name) for name in measured if name in table.column_names}
    picked = pa.table(columns) if columns else pa.table({"_": pa.nulls(table.num_rows)})
    if not asked.filtered:
        return picked
    return picked.filter(
        mask(asked.message.dimension_filter, lambda name: column(old.get(name, name)).cast(pa.string()), len(table))
    )
