"""Cells that came empty where a number, a flag, a time or an array is usual: told, and no row is refused for one."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa

MANY = 0.1  # of the rows


class EmptyCells:
    """Counts them in the columns of these fields that aren't text, in which empty is usual."""

    def __init__(self, columns: Iterable[pa.Field]) -> None:
        self._columns = [column.name for column in columns if not pa.types.is_string(column.type)]
        self._empty: Counter[str] = Counter()
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Count those of more rows."""
        self._rows += batch.num_rows
        for column in self._columns:
            self._empty[column] += batch.column(column).null_count

    @property
    def warnings(self) -> Iterator[str]:
        """A sentence where a column came empty in many rows: what is computed of it counts only the others."""
        many = [f"{name} in {empty}" for name, empty in sorted(self._empty.items()) if empty > MANY * self._rows]
        if many:
            yield f"The log holds nothing in places where it usually does, of {self._rows} rows: {', '.join(many)}."
