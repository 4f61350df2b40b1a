"""Rows of cells as Arrow batches of text, with `_row` (1-based data row) and `_line` (where it stands in the file)."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.stream import Rows
from connectors.files.header import LINE, ROW

ROWS_PER_BATCH = 50_000
CELLS_PER_BATCH = 4_000_000
CHARACTERS_PER_BATCH = 1 << 24


def text_schema(header: Sequence[str]) -> pa.Schema:
    """Of every batch of a file with this header."""
    return pa.schema([*((name, pa.string()) for name in header), (ROW, pa.int64()), (LINE, pa.int64())])


def text_rows(columns: Sequence[pa.Array], rows: Sequence[int], lines: Sequence[int], schema: pa.Schema) -> Rows:
    """A batch in which a blank cell is NULL, whatever the format of the file was."""
    texts = [blank_is_null(column) for column in columns]
    places = [pa.array(rows, pa.int64()), pa.array(lines, pa.int64())]
    return Rows(pa.RecordBatch.from_arrays([*texts, *places], schema=schema))


def blank_is_null(column: pa.Array) -> pa.Array:
    """Texts, of which those of nothing but spaces are NULL."""
    blank = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0)
    return pc.if_else(blank, pa.scalar(None, pa.string()), column)


class RowBuffer:
    """Collects rows of equal width until they make a batch."""

    def __init__(self, header: Sequence[str]) -> None:
        self._schema = text_schema(header)
        self._most = max(1, min(ROWS_PER_BATCH, CELLS_PER_BATCH // len(header)))
        self._cells: list[Sequence[str | None]] = []
        self._rows: list[int] = []
        self._lines: list[int] = []

    def __len__(self) -> int:
        return len(self._cells)

    @property
    def is_full(self) -> bool:
        """Whether what was collected makes a batch."""
        return len(self._cells) >= self._most

    def add(self, row: int, line: int, cells: Sequence[str | None]) -> None:
        """One row, as wide as the header."""
        self._cells.append(cells)
        self._rows.append(row)
        self._lines.append(line)

    def flush(self) -> Rows:
        """What was collected, as one batch; the buffer is empty afterwards."""
        width = len(self._schema) - 2
        columns = [pa.array(column, pa.string()) for column in zip(*self._cells, strict=True)] or [
            pa.array([], pa.string())
        ] * width
        rows = text_rows(columns, self._rows, self._lines, self._schema)
        self._cells, self._rows, self._lines = [], [], []
        return rows
