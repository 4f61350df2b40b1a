"""The rows of a page's tables, from the events of an HTML parser that builds no tree."""

from collections.abc import Mapping

from connectors.files.records import Broken

WIDEST = 16_384  # as wide as Excel's sheets
WIDEST_CELL = 1_000  # what browsers allow
TALLEST = 65_534
LONGEST_VALUE = 131_072
DEEPEST = 512  # browsers go no deeper
LINE_BREAKS = frozenset({"br", "p", "div", "li"})
UNSEEN = frozenset({"script", "style", "title", "head"})
_BREAK = "\0"  # the text has none

TableRow = tuple[int, int, list[str | None] | Broken]


class HtmlRows:
    """What `lxml` calls back. A table within a cell is text of that cell.

    Rows are numbered through all tables, as Excel shows the page. A merged cell has its value in its first place.
    """

    def __init__(self) -> None:
        self.tags = 0
        self.asks_password = False
        self.too_deep = False
        self._rows: list[TableRow] = []
        self._open = self._depth = self._table = self._number = self._unseen = 0
        self._cells: list[str | None] | None = None
        self._text: list[str] | None = None
        self._length = 0
        self._span = (1, 1)
        self._merged: dict[int, int] = {}  # column → the last row that a cell above covers
        self._reason: str | None = None

    def taken(self) -> list[TableRow]:
        """The rows that are whole by now: number of the table, number of the row, cells."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""
        self.tags += 1
        self._open += 1
        if self._open > DEEPEST:
            self.too_deep = True
        if tag == "table":
            self._begin_table()
        elif tag in UNSEEN:
            self._unseen += 1
        elif tag == "input" and attributes.get("type", "").casefold() == "password":
            self.asks_password = True
        elif self._depth == 1 and tag == "tr":
            self._begin_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(attributes)
        elif tag in LINE_BREAKS:
            self._add(_BREAK)

    def end(self, tag: str) -> None:
        """A tag ends, or its parent does."""
        self.tags += 1
        self._open -= 1
        if tag == "table":
            if self._depth == 1:
                self._end_row()
            self._depth = max(0, self._depth - 1)
        elif tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif tag in LINE_BREAKS and tag != "br":
            self._add(_BREAK)

    def data(self, text: str) -> None:
        """Text, with its entities resolved."""
        self._add(text.replace(_BREAK, ""))

    def close(self) -> None:
        """The page is over."""

    def _begin_table(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._table += 1
            self._merged.clear()

    def _begin_row(self) -> None:
        self._end_row()
        self._number += 1
        self._cells, self._reason = [], None

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._end_cell()
        if self._cells is None:
            self._begin_row()
        self._text, self._length = [], 0
        self._span = _span(attributes.get("colspan"), WIDEST_CELL), _span(attributes.get("rowspan"), TALLEST)

    def _add(self, text: str) -> None:
        if self._text is not None and not self._unseen:
            self._length += len(text)
            if self._length <= LONGEST_VALUE:
                self._text.append(text)
            else:
                self._reason = "a value is longer than 131 072 characters"

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        self._skip_merged(self._cells)
        wide, tall = self._span
        if len(self._cells) + wide > WIDEST:
            self._reason = f"the row has more than {WIDEST} cells"
        else:
            if tall > 1:
                last = self._number + tall - 1
                self._merged.update((len(self._cells) + place, last) for place in range(wide))
            self._cells += [_value("".join(self._text)), *[None] * (wide - 1)]
        self._text = None

    def _skip_merged(self, cells: list[str | None]) -> None:
        while self._merged.get(len(cells), 0) >= self._number:
            cells.append(None)

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells is None:
            return
        if self._reason:
            text = " | ".join(cell or "" for cell in self._cells[:100])
            self._rows.append((self._table, self._number, Broken(text, self._reason)))
        elif any(self._cells):
            self._rows.append((self._table, self._number, self._cells))
        self._cells = None


def _value(text: str) -> str | None:
    """As a browser shows it: breaks are lines, any other white space is one space."""
    lines = (" ".join(filter(None, line.split(" "))) for line in text.translate(_SPACES).split(_BREAK))
    return "\n".join(lines).strip("\n") or None


def _span(given: str | None, most: int) -> int:
    return min(max(int(given), 1), most) if given and given.isascii() and given.isdigit() and len(given) < 6 else 1


_SPACES = str.maketrans("\t\r\n\f", "    ")
