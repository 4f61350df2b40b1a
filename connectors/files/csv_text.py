"""CSV files: decoded strictly, quoted strictly, every value text."""

import csv
from collections.abc import Collection, Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path

from connectors.common.errors import Problem
from connectors.files.csv_blocks import Block, parsed
from connectors.files.encoding import choose_encoding
from connectors.files.grid import Grid, Row, top_rows
from connectors.files.header import mapping_of, place
from connectors.files.layout import Candidate, Layout
from connectors.files.lines import Lines
from connectors.files.records import DELIMITERS, choose_delimiter, records
from connectors.files.text_file import TextFile

BLOCK = 1 << 22  # characters


class CsvFile:
    """One CSV file, streamed in bounded memory."""

    def __init__(
        self, path: Path, encoding: str | None, delimiter: str | None, known_headers: Collection[str] = ()
    ) -> None:
        self._path = path
        self._delimiter = delimiter
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise Problem(
                f"{delimiter!r} can't be a delimiter.",
                where=mapping_of(path),
                mend='Use one character, for instance `delimiter: ";"`.',
            )
        self._encoding = choose_encoding(path, encoding, known_headers)

    def candidates(self) -> Iterator[Candidate]:
        """Row 1 by every delimiter, then row 2, and so on; the delimiter that splits the first line best comes first.

        A given delimiter is the only one.
        """
        best = self._delimiter or self._delimiter_of(1)
        others = () if self._delimiter else DELIMITERS
        yield from filter(None, chain(*zip_longest(*map(self._top, dict.fromkeys((best, *others))))))

    def table(self, layout: Layout | None = None) -> TextFile:
        """The table under the layout's header, or under the first record."""
        row = layout.header_row if layout else 1
        delimiter = (layout and layout.delimiter) or self._delimiter or self._delimiter_of(row)
        lines = self._lines()
        rows = self._records(lines, delimiter)
        return Grid(
            rows,
            layout,
            place(self._path),
            characters=lambda: lines.characters,
            joint=delimiter,
            rest=lambda width, raw_width: self._rest(lines, delimiter, width, raw_width),
        ).text()

    def _top(self, delimiter: str) -> Iterator[Candidate]:
        for number, cells in top_rows(self._records(self._lines(), delimiter)):
            texts = tuple((cell or "").removeprefix("\ufeff") for cell in cells)
            yield Candidate(texts, Layout(header_row=number, delimiter=delimiter))

    def _records(self, lines: Lines, delimiter: str) -> Iterator[Row]:
        with lines:
            yield from records(lines, delimiter)

    def _rest(self, lines: Lines, delimiter: str, width: int, raw_width: int) -> Iterator[Row | tuple[int, Block]]:
        """Block by block; record by record where a block isn't plain."""
        with lines:
            while True:
                line, text = lines.take_block(BLOCK)
                if not text:
                    return
                block = parsed(text, delimiter, width, raw_width)
                if block:
                    lines.pass_block(text, block.lines)
                    yield line, block
                else:
                    lines.return_block(text)
                    yield from records(lines, delimiter, enough=lambda: not lines.has_returned)

    def _delimiter_of(self, row: int) -> str:
        """Told by the line of the header alone."""
        with self._lines() as lines:
            return choose_delimiter(next(islice(_filled(lines), row - 1, None), ""))

    def _lines(self) -> Lines:
        return Lines(self._path.open(encoding=self._encoding, newline=""), place(self._path))


def _filled(lines: Lines) -> Iterator[str]:
    """Lines with more in them than delimiters, each for itself: no quote is opened yet."""
    while True:
        lines.begin_record()
        line = next(lines, "")
        if not line:
            return
        if line.strip("".join(DELIMITERS) + '" \r\n'):
            yield line


csv.field_size_limit(131_072)  # Python's own default, said aloud: the sentence about long values names it
