"""CSV files: decoded strictly, quoted strictly, every value text."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from connectors.common.errors import BadInput, Problem
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CHARACTERS_PER_BATCH, ROWS_PER_BATCH, RowBuffer
from connectors.files.encoding import choose_encoding
from connectors.files.header import header_names, place
from connectors.files.lines import Lines
from connectors.files.masking import masked
from connectors.files.records import Broken, choose_delimiter, records


class CsvFile:
    """One CSV file, read once. `header` is known at once, `pieces` streams the rest in bounded memory."""

    def __init__(
        self, path: Path, encoding: str | None, delimiter: str | None, known_headers: Collection[str] = ()
    ) -> None:
        self._path = path
        self._encoding = choose_encoding(path, encoding, known_headers)
        self._delimiter = delimiter if delimiter is not None else choose_delimiter(self._first_line())
        if len(self._delimiter) != 1 or self._delimiter in '"\r\n':
            raise Problem(
                f"{self._delimiter!r} can't be a delimiter.",
                where=f"config/sources/{path.parent.name}.yaml",
                mend='Use one character, for instance `delimiter: ";"`.',
            )
        self._records = self._read()
        _, cells = next(self._records)
        if isinstance(cells, Broken):
            raise BadInput(f"the header can't be read: {cells.reason}.", where=place(path), mend="Export it again.")
        self._raw_width = len(cells)
        self.header = header_names(cells, place(path))

    def pieces(self) -> Iterator[Rows | Rejected]:
        """Batches of good rows, and each row that is none."""
        width, where = len(self.header), place(self._path)
        buffer, row, flushed = RowBuffer(self.header), 0, 0
        for line, cells in self._records:
            row += 1
            if isinstance(cells, Broken):
                yield Rejected(where, line, None, cells.reason, masked(cells.text.rstrip("\r\n")))
                continue
            if len(cells) != width:
                refusal = self._refusal(cells)
                if refusal:
                    yield Rejected(where, line, None, refusal, masked(self._delimiter.join(cells)))
                    continue
                cells = cells[:width]
            buffer.add(row, line, cells)
            if len(buffer) >= ROWS_PER_BATCH or self._lines.characters - flushed > CHARACTERS_PER_BATCH:
                flushed = self._lines.characters
                yield buffer.flush()
        if len(buffer):
            yield buffer.flush()

    def _refusal(self, cells: list[str]) -> str | None:
        """What is wrong with a row of another width than the header; nothing where only empty cells follow."""
        width, count = len(self.header), len(cells)
        if count != self._raw_width:
            return f"the row has {count} values, the header {width}"
        return "there is a value beyond the last header" if any(cells[width:]) else None

    def _read(self) -> Iterator[tuple[int, list[str] | Broken]]:
        with self._path.open(encoding=self._encoding, newline="") as stream:
            self._lines = Lines(stream, place(self._path))
            yield from records(self._lines, self._delimiter)

    def _first_line(self) -> str:
        with self._path.open(encoding=self._encoding, newline="") as stream:
            lines = Lines(stream, place(self._path))
            return next((line for line in lines if line.strip()), "")


csv.field_size_limit(131_072)  # Python's own default, said aloud: the sentence about long values names it
