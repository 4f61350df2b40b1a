"""Lines of a text file, bounded, with a memory of the current record so that a broken one can be given back."""

import csv
from collections import deque
from typing import TextIO

from connectors.common.errors import BadInput

LONGEST_LINE = 1 << 20
LONGEST_RECORD = 1 << 22


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

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._stream.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        self._record.append(line)
        self._size += len(line)
        if "\0" in line:
            raise BadInput(
                f"line {self._number} has NUL bytes: this is not a text file.",
                where=self._where,
                mend="Export it again as CSV or XLSX.",
            )
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise BadInput(
                f"line {self._number} is longer than {LONGEST_LINE:,} characters.".replace(",", " "),
                where=self._where,
                mend="Export it again: each record must be on a line of its own.",
            )
        if self._size > LONGEST_RECORD:
            raise RecordTooLong("a quote is never closed")
        return line

    def begin_record(self) -> int:
        """Forget the lines of the last record; the number of the line that the next one starts on."""
        self.characters += self._size
        self._record.clear()
        self._size = 0
        return self._number + 1

    def give_back(self) -> str:
        """Keep only the first line of the record as read, and return it: the others will be read again."""
        first, *others = self._record
        self._returned.extendleft(reversed(others))
        self._number -= len(others)
        self._record = [first]
        self._size = len(first)
        return first
