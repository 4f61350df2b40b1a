"""The rows of a day in their stream's schema, without contacts, and those that can't be read."""

from collections.abc import Callable, Collection
from datetime import date

import numpy as np
import pyarrow as pa

from connectors.common.errors import DaysUnreadable
from connectors.common.stream import Rejected
from connectors.google_analytics.catalogue.dimensions import column_of
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.asking import RANGE
from connectors.google_analytics.reports.cells import WHAT, typed
from connectors.google_analytics.reports.periods import periods

Hide = Callable[[pa.Array], pa.Array]


def text_names(report: ReportSpec) -> list[str]:
    """The columns of an answer to it, by API names: dimensions, the period, metrics."""
    return [*report.dimensions, *([RANGE] if report.grain == "periods" else []), *report.metrics]


def day_rows(
    report: ReportSpec,
    day: date,
    texts: pa.RecordBatch,
    *,
    currency: str | None,
    restricted: Collection[str],
    hide: Hide,
    where: str,
    first_line: int = 1,
) -> tuple[pa.RecordBatch, list[Rejected]]:
    """`texts` has a column for each of `text_names`, in their order.

    Metrics of `restricted` are NULL: the zeros that the vendor answers are no numbers. The line of a rejected row is
    its place in the day's answer, of which these rows begin with `first_line`.
    """
    count = texts.num_rows
    dimensions = [hide(texts.column(place)) for place in range(len(report.dimensions))]
    columns, flaws = [_constant(day, count, pa.date32())], dict[int, tuple[str, str, str]]()
    if report.grain == "periods":
        columns += _periods(texts.column(len(report.dimensions)), day, where)
    columns += dimensions
    for metric, cells in zip(report.known_metrics, texts.columns[-len(report.metrics) :], strict=True):
        if metric.name in restricted:
            columns.append(pa.nulls(count, metric.type))
            continue
        values, wrong = typed(cells, metric.kind)
        columns.append(values)
        for place in wrong:
            flaws.setdefault(place, (column_of(metric.name), WHAT[metric.kind], cells[place].as_py()))
    if report.has_money:
        columns.append(_constant(currency, count, pa.string()))
    batch = pa.RecordBatch.from_arrays(columns, schema=report.schema)
    if not flaws:
        return batch, []
    good = np.ones(count, bool)
    good[list(flaws)] = False
    rejected = [
        Rejected(where, first_line + place, column, f"«{_hidden(cell, hide)}» is not {what}", _row(texts, place, hide))
        for place, (column, what, cell) in sorted(flaws.items())
    ]
    return batch.filter(pa.array(good)), rejected


def _constant(value: object, count: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), count)


def _periods(grains: pa.Array, day: date, where: str) -> list[pa.Array]:
    known = {period.grain: period for period in periods(day)}
    told = grains.to_pylist()
    if unknown := sorted(set(told) - set(known)):
        raise DaysUnreadable(
            f"a row is of the period {unknown[0]!r}, which was not asked for.",
            where=where,
            mend="Nothing of this day is loaded; a later run asks again.",
        )
    return [
        grains,
        pa.array([known[grain].name for grain in told], pa.string()),
        pa.array([known[grain].start for grain in told], pa.date32()),
    ]


def _row(texts: pa.RecordBatch, place: int, hide: Hide) -> str:
    return "\t".join(_hidden(column[place].as_py(), hide) for column in texts.columns)


def _hidden(text: str, hide: Hide) -> str:
    return str(hide(pa.array([text], pa.string()))[0].as_py())
