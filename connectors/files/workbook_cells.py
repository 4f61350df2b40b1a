"""The cells of a sheet, row by row, as text. Rows end with their last value; nothing but the current one is held."""

import re
from collections.abc import Iterator, Sequence

from connectors.common.errors import BadInput
from connectors.files.records import Broken
from connectors.files.workbook_book import Book
from connectors.files.workbook_formats import NumberKind, shown_text
from connectors.files.workbook_package import Package
from connectors.files.workbook_strings import LONGEST_TEXT, unescaped
from connectors.files.xml_events import DEEPEST, too_deep

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
DIGITS = "0123456789"
_PLAIN = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", re.ASCII)  # with 15 digits: as it would be written anew
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")

SheetRow = tuple[int, list[str | None] | Broken]


class SheetCells:
    """Reads one sheet."""

    def __init__(self, package: Package, part: str, book: Book, strings: Sequence[str | None]) -> None:
        self.characters = 0
        self._package = package
        self._part = part
        self._strings = strings
        self._since_1904 = book.since_1904
        self._kinds = {str(style): kind for style, kind in enumerate(book.kinds)}
        self._columns: dict[str, int] = {}
        self._rows: list[SheetRow] = []
        self._row = 0
        self._cells: list[str | None] = []
        self._column = -1
        self._written = 0  # cells of the row, also empty ones and those in the same place
        self._type = self._style = self._value = ""
        self._in_cell = self._reading = self._phonetic = False
        self._other_tags = 0
        self._reason: str | None = None

    def rows(self) -> Iterator[SheetRow]:
        """Filled rows, each with its number as Excel shows it."""
        for _ in self._package.events(self._part, self._start, self._end, self._text, bounded=True):
            rows, self._rows = self._rows, []
            yield from rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c" and not self._in_cell:
            place = attributes.get("r")
            column = self._column + 1 if place is None else self._columns.get(place.rstrip(DIGITS))
            self._column = self._new_column(place) if column is None else column
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._value, self._in_cell = "", True
            self._written += 1
            if self._written > LAST_COLUMN:
                raise self._too_wide()
        elif (tag == "v" or tag == "t") and not self._reading:
            self._reading = not self._phonetic
        elif ":" in tag:
            self._start(tag.rpartition(":")[2], attributes)
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        self._other_tags += 1
        if self._other_tags > DEEPEST:
            raise too_deep(self._package.where)
        if tag == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else self._row + 1
            self._cells, self._column, self._written, self._reason = [], -1, 0, None
            if self._row > LAST_ROW:
                raise self._damaged(f"row {self._row}")
        elif tag == "rPh":
            self._phonetic = True

    def _end(self, tag: str) -> None:
        if tag == "c":
            if self._value:
                self._place()
            self._in_cell = False
        elif tag == "v" or tag == "t":
            self._reading = False
        elif ":" in tag:
            self._end(tag.rpartition(":")[2])
        else:
            self._other_tags -= 1
            if tag == "rPh":
                self._phonetic = False
            elif tag == "row" and (self._reason or self._cells):
                self._rows.append((self._row, Broken("", self._reason) if self._reason else self._cells))

    def _text(self, text: str) -> None:
        if self._reading:
            self._value += text
            if len(self._value) > LONGEST_TEXT:
                self._value = self._within_length(None) or ""

    def _place(self) -> None:
        text = self._cell(self._value)
        if text:
            cells, column = self._cells, self._column
            if column >= LAST_COLUMN:
                raise self._damaged(f"column {column + 1}")
            if column == len(cells):
                cells.append(text)
            else:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = text
            self.characters += len(text)

    def _cell(self, text: str) -> str | None:
        """The value that was there when the file was saved: errors and results of formulas are text as they stand."""
        kind = self._type
        if kind == "s":
            if not (text.isascii() and text.isdigit()) or int(text) >= len(self._strings):
                raise self._damaged(f"text {text[:20]}")
            return self._within_length(self._strings[int(text)])
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return "true" if text == "1" else "false"
        return unescaped(text)

    def _within_length(self, text: str | None) -> str | None:
        if text is None:
            self._reason = "a value is longer than 131 072 characters"
        return text

    def _number(self, text: str) -> str | None:
        kind = self._kinds.get(self._style, NumberKind.NUMBER)
        if kind is NumberKind.NUMBER and len(text) < 16 and _PLAIN.fullmatch(text):
            return text
        return shown_text(float(text), kind, self._since_1904) if _NUMBER.fullmatch(text) else text

    def _new_column(self, place: str | None) -> int:
        """From 0."""
        found = _PLACE.fullmatch(place or "")
        if not found:
            raise self._damaged(f"cell {(place or '')[:20]}")
        column = 0
        for letter in found[1].upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        self._columns[found[1]] = column - 1
        return column - 1

    def _damaged(self, what: str) -> BadInput:
        return BadInput(
            f"the workbook is damaged: it has no {what}.", where=self._package.where, mend="Export it again."
        )

    def _too_wide(self) -> BadInput:
        return BadInput(
            f"row {self._row} has more than 16 384 cells, and no sheet is that wide.",
            where=self._package.where,
            mend="Export it again.",
        )
