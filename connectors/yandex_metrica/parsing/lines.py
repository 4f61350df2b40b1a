"""From bytes to lines to a table of text: the part of parsing that knows TSV and no types.

A record is a line: tabs and line ends inside values come escaped, so one stray quote spoils one row, and not the
rest of the part. Quotes are taken off line by line; what remains is split by Arrow.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

TAB = b"\t"


@dataclass(frozen=True)
class Flaw:
    """A line that can't be a row: its number in the part (the header is 1), what is wrong, and the line itself."""

    line: int
    column: str | None
    reason: str
    text: str


@dataclass(frozen=True)
class TextRows:
    """Rows as text, '' being NULL. `numbers` and `lines` are the rows' line numbers and lines, in the same order."""

    table: pa.Table
    numbers: Any
    lines: pa.BinaryArray

    def only(self, keep: pa.BooleanArray) -> "TextRows":
        """The rows that are kept."""
        return TextRows(self.table.filter(keep), self.numbers[as_numpy(keep)], self.lines.filter(keep))

    def flaw(self, row: int, column: str, reason: str) -> Flaw:
        """What to say of a row that can't be loaded."""
        return Flaw(int(self.numbers[row]), column, reason, readable(self.lines[row].as_py()))


def text_rows(block: bytes, names: Sequence[str], first_line: int) -> tuple[TextRows, list[Flaw]]:
    """Split a block of whole lines into columns. Blank lines are no rows; all others are rows or flaws."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\\r")
    lines = _lines(block)
    blank = pc.equal(pc.binary_length(lines), 1)
    numbers = np.flatnonzero(~as_numpy(blank)) + first_line
    lines = lines.filter(pc.invert(blank))
    plain = _without_quotes(lines) if b'"' in block else lines
    keep = as_numpy(pc.equal(pc.count_substring(plain, "\t"), len(names) - 1))
    if not _is_utf8(block):
        keep &= np.fromiter((_is_utf8(line) for line in lines.to_pylist()), bool, len(lines))
    flaws = [_line_flaw(int(numbers[row]), lines[row].as_py(), len(names)) for row in np.flatnonzero(~keep)]
    chosen = pa.array(keep)
    return TextRows(_split(plain.filter(chosen), names), numbers[keep], lines.filter(chosen)), flaws


def as_numpy(flags: pa.BooleanArray) -> Any:
    """A mask that numpy can index with."""
    return flags.to_numpy(zero_copy_only=False)


def readable(line: bytes) -> str:
    """A line for people; bytes that are no UTF-8 as `\\xd0`."""
    return line.decode("utf-8", "backslashreplace").rstrip("\n")


def _lines(block: bytes) -> pa.BinaryArray:
    """Each line with its line end, without copying the text."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(block)])


def _without_quotes(lines: pa.BinaryArray) -> pa.BinaryArray:
    """Lines that need no quoting any more. One whose quotes are broken loses its fields, and fails their count."""
    quoted = pc.match_substring(lines, '"')
    return pc.replace_with_mask(
        lines, quoted, pa.array([_unquoted(line) or b"\n" for line in lines.filter(quoted).to_pylist()], pa.binary())
    )


def _unquoted(line: bytes) -> bytes | None:
    """Latin-1 carries every byte through; a raw tab inside quotes becomes an escaped one."""
    try:
        (fields,) = csv.reader([line.decode("latin-1")], delimiter="\t", strict=True)
    except (csv.Error, ValueError):
        return None
    return "\t".join(field.replace("\t", "\\t") for field in fields).encode("latin-1") + b"\n"


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
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _split(lines: pa.BinaryArray, names: Sequence[str]) -> pa.Table:
    types = {name: pa.string() for name in names}
    if len(lines) == 0:
        return pa.schema(list(types.items())).empty_table()
    _, offsets, text = lines.buffers()
    first, last = np.frombuffer(offsets, np.int32)[[lines.offset, lines.offset + len(lines)]]
    return pa_csv.read_csv(
        pa.BufferReader(text.slice(int(first), int(last - first))),
        pa_csv.ReadOptions(column_names=list(names)),
        pa_csv.ParseOptions(delimiter="\t", quote_char=False),
        pa_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
    )
