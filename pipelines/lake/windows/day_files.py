"""The rows of a load, each on its way to the file of its day; those that wait in memory are few, over all days."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import Problem
from pipelines.lake.storage import PartFile

MOST_WAITING = 96 << 20  # bytes

Target = tuple[Path, dict[bytes, bytes]]


class DayFiles:
    """One hidden file for each of the `targets`, which says what the file is called in the end and what it tells."""

    def __init__(self, schema: pa.Schema, targets: Mapping[date, Target], where: str) -> None:
        self._schema, self._targets, self._where = schema, targets, where
        self._parts: dict[date, PartFile] = {}

    @property
    def rows(self) -> int:
        """Of all days."""
        return sum(part.rows for part in self._parts.values())

    def of(self, day: date) -> PartFile:
        """The day's file; an empty one where no row came."""
        if day not in self._parts:
            target, metadata = self._targets[day]
            self._parts[day] = PartFile(target, self._schema, metadata)
        return self._parts[day]

    def add(self, batch: pa.RecordBatch) -> None:
        """Rows of any of the days. Raises `Problem` for a row of another."""
        if not batch.schema.equals(self._schema):
            raise ValueError(f"{self._where}: the batch has {batch.schema}, the stream {self._schema}")
        for day, rows in _by_day(batch):
            if day is None or day not in self._targets:
                came = f"a row of {day} came, which was not asked for" if day else "a row without its day came"
                raise Problem(f"{came}.", where=self._where)
            self.of(day).write(rows)
        if sum(part.waiting_bytes for part in self._parts.values()) > MOST_WAITING:
            max(self._parts.values(), key=lambda part: part.waiting_bytes).flush()

    def discard(self) -> None:
        """Leave nothing behind of what wasn't placed."""
        for part in self._parts.values():
            part.discard()


def _by_day(batch: pa.RecordBatch) -> Iterator[tuple[date | None, pa.RecordBatch]]:
    """Most batches are of one day, and pass as they are.

    Rows of the others are copied day by day: slices would keep the whole batch in memory until the rarest day is full.
    """
    if not batch.num_rows:
        return
    days = batch.column("date")
    ends = pc.min_max(days)
    if days.null_count == 0 and ends["min"] == ends["max"]:
        yield ends["min"].as_py(), batch
        return
    order = pc.sort_indices(days)
    begun = 0
    for each in pc.value_counts(days.take(order)):
        rows = each["counts"].as_py()
        yield each["values"].as_py(), batch.take(order.slice(begun, rows))
        begun += rows
