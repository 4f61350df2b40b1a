"""From bytes to lines to columns of text: the part of parsing that knows TSV and no types.

A record is a line: tabs and line ends inside values come escaped, so one stray quote spoils one row, and not the
rest of the part. Nearly all blocks are split by Arrow as they are. One with quotes, or with a line that can't be a row,
is looked at line by line first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from connectors.yandex_metrica.parsing.blocks import count_lines

TAB = b"\t"
# a quote that begins a field, and the rest of the field if another one ends it; quotes inside are doubled
_QUOTED = re.compile(rb'(?:^|(?<=\t))"(?:([^"]*+(?:""[^"]*+)*+)"(?=[\t\n]))?')


@dataclass(frozen=True)
class Flaw:
    """A line that can't be a row: its number in the part (the header is 1), what is wrong, and the line itself.

    The `reason` may have a `{}` for the `value`. Both texts are as they came, with all that is personal in them.
    """

    line: int
    column: str | None
    reason: str
    text: str
    value: str = ""


@dataclass(frozen=True)
class TextRows:
    """Rows as text, '' being NULL; `numbers` are the numbers of their lines. `block` begins with line `first_line`."""

    batch: pa.RecordBatch
    numbers: Any
    block: bytes
    first_line: int

    def only(self, keep: Any) -> "TextRows":
        """The rows that are kept."""
        return TextRows(self.batch.filter(pa.array(keep)), self.numbers[keep], self.block, self.first_line)

    def flaw(self, row: int, name: str, column: str, reason: str) -> Flaw:
        """What to say of a row that can't be loaded, because of its cell under a `name` of the header."""
        number = int(self.numbers[row])
        line = readable(self._lines[number - self.first_line].as_py())
        return Flaw(number, column, reason, line, self.batch.column(name)[row].as_py() or "")

    @cached_property
    def _lines(self) -> pa.BinaryArray:
        return _lines(self.block)


def text_rows(block: bytes, names: Sequence[str], first_line: int) -> tuple[TextRows, list[Flaw]]:
    """Split a block of whole lines into columns. Blank lines are no rows; all others are rows or flaws."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\\r")
    is_utf8 = _is_utf8(block)
    if is_utf8 and b'"' not in block:
        try:
            batch = _split(block, names)
        except pa.ArrowInvalid:  # some line has more fields, or fewer
            pass
        else:
            if batch.num_rows == count_lines(block):
                return TextRows(batch, np.arange(first_line, first_line + batch.num_rows), block, first_line), []
    return _line_by_line(block, names, first_line, is_utf8)


def as_numpy(flags: pa.BooleanArray) -> Any:
    """A mask that numpy can index with."""
    return flags.to_numpy(zero_copy_only=False)


def readable(line: bytes) -> str:
    """A line for people; bytes that are no UTF-8 as `\\xd0`."""
    return line.decode("utf-8", "backslashreplace").rstrip("\n")


def _line_by_line(block: bytes, names: Sequence[str], first_line: int, is_utf8: bool) -> tuple[TextRows, list[Flaw]]:
    lines = _lines(block)
    filled = pc.greater(pc.binary_length(lines), 1)
    numbers = np.flatnonzero(as_numpy(filled)) + first_line
    lines = lines.filter(filled)
    plain = _without_quotes(lines) if b'"' in block else lines
    keep = as_numpy(pc.equal(pc.count_substring(plain, "\t"), len(names) - 1))
    if not is_utf8:
        keep = keep & np.fromiter((_is_utf8(line) for line in lines.to_pylist()), bool, len(lines))
    flaws = [_line_flaw(int(numbers[row]), lines[int(row)].as_py(), len(names)) for row in np.flatnonzero(~keep)]
    batch = _split(_text(plain.filter(pa.array(keep))), names)
    return TextRows(batch, numbers[keep], block, first_line), flaws


def _lines(block: bytes) -> pa.BinaryArray:
    """Each line with its line end, without copying the text."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(block)])


def _text(lines: pa.BinaryArray) -> pa.Buffer:
    """All lines in one piece, without copying the text."""
    _, offsets, data = lines.buffers()
    if data is None:
        return pa.py_buffer(b"")
    first, last = np.frombuffer(offsets, np.int32)[[lines.offset, lines.offset + len(lines)]]
    return data.slice(int(first), int(last - first))


def _without_quotes(lines: pa.BinaryArray) -> pa.BinaryArray:
    """Lines that need no quoting any more. One whose quotes are broken loses its fields, and fails their count."""
    quoted = pc.match_substring(lines, '"')
    return pc.replace_with_mask(
        lines, quoted, pa.array([_unquoted(line) or b"\n" for line in lines.filter(quoted).to_pylist()], pa.binary())
    )


def _unquoted(line: bytes) -> bytes | None:
    """A raw tab inside quotes becomes an escaped one. None where a quote isn't closed at the end of its field."""
    if any(found[1] is None for found in _QUOTED.finditer(line)):
        return None
    return _QUOTED.sub(lambda found: found[1].replace(b'""', b'"').replace(b"\t", b"\\t"), line)


def _line_flaw(number: int, line: bytes, expected: int) -> Flaw:
    plain = _unquoted(line)
    if not _is_utf8(line):
        reason = "the line is not UTF-8"
    elif plain is None:
        reason = "a quote is not closed"
    else:
        reason = f"{len(plain.split(TAB))} fields instead of {expected}"
    return Flaw(number, None, reason, readable(line))


def _is_utf8(text: bytes) -> bool:
    """Arrow's check is many times as fast as decoding, and leaves the interpreter free."""
    offsets = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _split(text: bytes | pa.Buffer, names: Sequence[str]) -> pa.RecordBatch:
    """Lines of so many fields each, as one batch; `text` is UTF-8 and has no quoting. Raises `ArrowInvalid`."""
    types = {name: pa.string() for name in names}
    if not len(text):
        return pa.RecordBatch.from_pylist([], pa.schema(list(types.items())))
    table = pa_csv.read_csv(
        pa.BufferReader(text),
        pa_csv.ReadOptions(column_names=list(names), use_threads=False, block_size=len(text) + 1),
        pa_csv.ParseOptions(delimiter="\t", quote_char=False),
        pa_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True, check_utf8=False),
    )
    (batch,) = table.to_batches() or (pa.RecordBatch.from_pylist([], table.schema),)
    return batch
