"""Pages of a report, from the raw protobuf message straight into Arrow.

The values are taken below proto-plus, whose face costs a hundred times as much for each of them.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from connectors.common.errors import DaysUnreadable
from connectors.google_analytics.reports.wire import columns


def page(message: Any, names: Sequence[str], *, where: str) -> pa.RecordBatch:
    """The rows as text, a column for each of `names`, in this order. `message` is a raw `RunReportResponse`.

    Raises `DaysUnreadable` for a page that has other columns, or a row with another number of values than columns.
    """
    dimensions = [header.name for header in message.dimension_headers]
    metrics = [header.name for header in message.metric_headers]
    if sorted([*dimensions, *metrics]) != sorted(names):
        told = ", ".join([*dimensions, *metrics]) or "nothing"
        raise _refused(f"the answer has the columns {told} in place of {', '.join(names)}.", where)
    texts = columns(message.SerializeToString(), len(dimensions), len(metrics)) or _one_by_one(
        message, len(dimensions), len(metrics), where
    )
    found = dict(zip([*dimensions, *metrics], texts, strict=True))
    return pa.RecordBatch.from_arrays([found[name] for name in names], list(names))


def _one_by_one(message: Any, dimensions: int, metrics: int, where: str) -> list[pa.Array]:
    """The same from the message's own face: it says what is wrong with a row."""
    rows = message.rows
    texts = [
        *_columns([row.dimension_values for row in rows], dimensions, where),
        *_columns([row.metric_values for row in rows], metrics, where),
    ]
    return [pa.array(column, pa.string()) for column in texts]


def _columns(rows: Sequence[Any], width: int, where: str) -> list[list[str]]:
    lengths = set(map(len, rows))
    if lengths - {width}:
        found = min(lengths - {width})
        raise _refused(f"a row of the answer has {found} values in place of {width}.", where)
    flat = [value.value for row in rows for value in row] if width else []
    return [flat[place::width] for place in range(width)]


def _refused(what: str, where: str) -> DaysUnreadable:
    return DaysUnreadable(what, where=where, mend="Nothing of this day is loaded; a later run asks again.")
