"""Whole blocks of CSV by Arrow's parser, four times as fast as record by record, where both must read the same.

Arrow forgives what we refuse (a quote inside a value, a closing quote followed by text). So a block is given to it only
when every quote in it opens, closes or is doubled, and none of the other things is there on which readers differ. Any
other block goes the strict way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from connectors.files.batches import text_schema
from connectors.files.lines import MOST_LINES

WIDEST = 1_000
LONGEST_SAFE_LINE = 131_072  # a value can't be longer, which is csv's own limit
MARK = "\ufeff"  # which Arrow takes away from the first value, as if the block were a file
QUOTE, NEWLINE, RETURN, NUL = (ord(sign) for sign in '"\n\r\0')
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Block:
    """A parsed block: columns of text, on which of its lines (from 0) each row starts, and how many lines it has."""

    columns: list[pa.Array]
    starts: npt.NDArray[np.int64]
    lines: int

    def batch(self, header: Sequence[str], first_row: int, first_line: int) -> pa.RecordBatch:
        """The columns that have a name, a blank cell as NULL, with `_row` and `_line`."""
        texts = [_blank_is_null(column) for column in self.columns[: len(header)]]
        rows = pa.array(np.arange(first_row, first_row + len(self.starts)), pa.int64())
        places = [rows, pa.array(self.starts + first_line, pa.int64())]
        return pa.RecordBatch.from_arrays([*texts, *places], schema=text_schema(header))


def parsed(text: str, delimiter: str, width: int, raw_width: int) -> Block | None:
    """The rows of a text of whole lines; None where only the strict way is sure.

    `raw_width` counts the cells of the header as it was written, `width` those before the nameless ones at its end.
    """
    data = text.encode() if text.endswith("\n") else f"{text}\n".encode()
    signs = np.frombuffer(data, np.uint8)
    if not 2 <= raw_width <= WIDEST or not delimiter.isascii() or text.startswith(MARK):
        return None
    if not _is_plain(signs, ord(delimiter)):
        return None
    columns = _split(data, delimiter, raw_width)
    if not columns or not all(_is_empty(extra) for extra in columns[width:]) or _has_empty_rows(columns):
        return None
    lines = int(np.count_nonzero(signs == NEWLINE))
    if len(columns[0]) < lines and not all(map(_is_short, columns)):
        return None
    starts = _line_starts(columns, len(columns[0]), lines)
    return None if starts is None else Block(columns, starts, lines)


def _split(data: bytes, delimiter: str, width: int) -> list[pa.Array] | None:
    names = [str(number) for number in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            pyarrow.csv.ReadOptions(column_names=names, block_size=max(len(data) + 1, 1 << 16)),
            pyarrow.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]


def _is_empty(column: pa.Array) -> bool:
    return bool(pc.all(pc.equal(column, "")).as_py())


def _has_empty_rows(columns: Sequence[pa.Array]) -> bool:
    """Rows without a value are none, which the strict way knows."""
    empty = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(empty).as_py():
            return False
        empty = pc.and_(empty, pc.equal(column, ""))
    return bool(pc.any(empty).as_py())


def _is_plain(signs: Bytes, delimiter: int) -> bool:
    """Whether the block ends with a line, and holds nothing that readers may take differently."""
    if not len(signs) or signs[-1] != NEWLINE or (signs == NUL).any():
        return False
    newlines = np.flatnonzero(signs == NEWLINE)
    before = signs[newlines - 1]
    lone_returns = np.count_nonzero(signs == RETURN) != np.count_nonzero(before == RETURN)
    lengths = np.diff(newlines, prepend=-1)
    # the shortest record of two columns is a delimiter and the end of its line
    is_blank = (lengths == 1) | ((lengths == 2) & (before == RETURN))
    if lone_returns or is_blank.any() or lengths.max() > LONGEST_SAFE_LINE:
        return False
    return _is_strictly_quoted(signs, delimiter)


def _is_strictly_quoted(signs: Bytes, delimiter: int) -> bool:
    """Whether each quote opens a value, closes it, or stands doubled in it; the block then ends outside quotes."""
    quotes = np.flatnonzero(signs == QUOTE)
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, signs[opening - 1], NEWLINE)
    after = signs[closing + 1]
    doubled = np.zeros(len(opening), bool)
    doubled[1:] = opening[1:] == closing[:-1] + 1
    opens = (before == delimiter) | (before == NEWLINE) | doubled
    closes = (after == delimiter) | (after == NEWLINE) | (after == RETURN)
    closes[:-1] |= doubled[1:]
    return bool(opens.all() and closes.all())


def _is_short(column: pa.Array) -> bool:
    """Whether no value is so long that a quote must have been forgotten, and have swallowed the rows below it."""
    longest = pc.max(pc.binary_length(column)).as_py() or 0
    return bool(longest <= LONGEST_SAFE_LINE)


def _line_starts(columns: Sequence[pa.Array], rows: int, lines: int) -> npt.NDArray[np.int64] | None:
    """Where each record starts, in lines from 0; a value may hold lines. None where they don't add up."""
    if rows == lines:
        return np.arange(rows)
    taken = np.ones(rows, np.int64)
    for column in columns:
        taken += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    is_sure = int(taken.sum()) == lines and int(taken.max(initial=0)) <= MOST_LINES
    return np.cumsum(taken) - taken if is_sure else None


def _blank_is_null(column: pa.Array) -> pa.Array:
    blank = pc.utf8_is_space(column)
    return pc.if_else(pc.or_(blank, pc.equal(column, "")), pa.scalar(None, pa.string()), column)
