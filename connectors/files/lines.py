"""Lines of a text file, bounded, with a memory of the current record so that a broken one can be given back."""

import csv
import io
from collections import deque
from typing import TextIO

from connectors.common.errors import BadInput

LONGEST_LINE = 1 << 20
LONGEST_RECORD = 1 << 22
MOST_LINES = 10_000
EMPTY_LINES = 1_000_000
READ_AGAIN = 1_000_000
_BLANK = frozenset({"\n", "\r\n", "\r"})


class RecordTooLong(csv.Error):
    """A quote was opened and not closed for megabytes."""


class Lines:
    """What `csv.reader` reads from. `characters` counts everything read, to bound the size of batches."""

    def __init__(self, stream: TextIO, where: str) -> None:
        self.characters = 0
        self._stream = stream
        self._where = where
        self._number = 0
        self._record: list[str] = []
        self._size = 0
        self._returned: deque[str] = deque()
        self._read_again = 0

    def __iter__(self) -> "Lines":
        return self

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        self._record.append(line)
        self._size += len(line)
        if "\0" in line:
            raise not_text(self._number, self._where)
        if len(line) > LONGEST_LINE or (len(line) == LONGEST_LINE and not line.endswith(("\n", "\r"))):
            raise BadInput(
                f"line {self._number} is longer than {LONGEST_LINE:,} characters.".replace(",", " "),
                where=self._where,
                mend="Export it again: each record must be on a line of its own.",
            )
        if self._size > LONGEST_RECORD or len(self._record) > MOST_LINES:
            raise RecordTooLong("a quote is never closed")
        return line

    @property
    def has_returned(self) -> bool:
        """Whether lines were given back, and are read before the stream goes on."""
        return bool(self._returned)

    def take_block(self, size: int) -> tuple[int, str]:
        """Between two records: whole lines of about `size` characters, and the number of the first; "" at the end."""
        self._forget()
        text = "".join(self._returned) + self._stream.read(size)
        self._returned.clear()
        return self._number + 1, text + self._stream.readline(LONGEST_LINE)

    def pass_block(self, text: str, lines: int) -> None:
        """The block was read by somebody else."""
        self.characters += len(text)
        self._number += lines

    def return_block(self, text: str) -> None:
        """The block is to be read line by line."""
        self._returned.extend(io.StringIO(text, newline=""))

    def begin_record(self) -> int:
        """Forget the lines of the last record; the number of the line that the next one starts on."""
        self._forget()
        if not self._returned:
            self._pass_over_empty_lines()
        return self._number + 1

    def give_back(self) -> str:
        """Keep only the first line of the record as read, and return it: the others will be read again.

        Quotes that open again and again, and never close, would make that the work of a day.
        """
        first, *others = self._record
        self._returned.extendleft(reversed(others))
        self._number -= len(others)
        self._record = [first]
        self._size = len(first)
        self._read_again += len(others)
        if self._read_again > READ_AGAIN + 4 * self._number:
            raise BadInput(
                f"line {self._number} and many before it open a quote that is never closed.",
                where=self._where,
                mend="Export it again.",
            )
        return first

    def _forget(self) -> None:
        self.characters += self._size
        self._record.clear()
        self._size = 0

    def _pass_over_empty_lines(self) -> None:
        empty = 0
        while (line := self._stream.readline(LONGEST_LINE)) in _BLANK:
            empty += 1
            if empty > EMPTY_LINES:
                raise BadInput(
                    f"line {self._number + 1} and a million more are empty.",
                    where=self._where,
                    mend="Export it again without them.",
                )
        self._number += empty
        if line:
            self._returned.append(line)


def not_text(line: int, where: str) -> BadInput:
    """NUL bytes."""
    return BadInput(
        f"line {line} has NUL bytes: this is not a text file.", where=where, mend="Export it again as CSV or XLSX."
    )
