"""Web pages with a table: what Bitrix24 and others call an Excel file, whatever its name says."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from lxml import etree

from connectors.common.errors import BadInput
from connectors.files.encoding import choose_encoding
from connectors.files.grid import Grid, Row, top_rows
from connectors.files.header import place
from connectors.files.html_rows import HtmlRows, TableRow
from connectors.files.layout import Candidate, Layout
from connectors.files.sheets import chosen_sheet
from connectors.files.text_file import NEAR_THE_TOP, TextFile

CHUNK = 1 << 16
TOP = 1 << 16
LONGEST_GAP = 1 << 20
MOST_TABLES = 100
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


class HtmlFile:
    """One page. Its tables are named by their numbers, as a workbook's sheets are by their names."""

    def __init__(self, path: Path, encoding: str | None, known_headers: Collection[str] = ()) -> None:
        self._path = path
        self._where = place(path)
        self._encoding = html_encoding(path, encoding, known_headers)
        self._tops = self._read_tops()

    def candidates(self) -> Iterator[Candidate]:
        """The first filled rows of each table."""
        for name, rows in self._tops.items():
            for number, cells in top_rows(rows):
                yield Candidate(tuple(cell or "" for cell in cells), Layout(header_row=number, sheet=name))

    def table(self, layout: Layout | None = None) -> TextFile:
        """The table of the layout's number, or the only one with data."""
        chosen = chosen_sheet({name: name for name in self._tops}, layout, self._where, "table")
        rows: Iterator[Row] = ((number, cells) for table, number, cells in self._rows() if str(table) == chosen)
        return Grid(rows, layout, self._where, ragged=True).text()

    def _read_tops(self) -> dict[str, list[Row]]:
        tops: dict[str, list[Row]] = {}
        for table, number, cells in self._rows():
            top = tops.setdefault(str(table), [])
            if len(top) < NEAR_THE_TOP:
                top.append((number, cells))
            if len(tops) > MOST_TABLES:
                raise BadInput("the page has hundreds of tables.", where=self._where, mend="Export one as CSV or XLSX.")
        if not tops:
            raise BadInput("this is a web page without a table.", where=self._where, mend="Export it as CSV or XLSX.")
        return tops

    def _rows(self) -> Iterator[TableRow]:
        """Of all tables. A page that is cut off is refused at its end: nothing else tells that rows are missing."""
        events, ends = HtmlRows(), _Ends()
        parser = etree.HTMLParser(target=events, encoding="utf-8", no_network=True)
        quiet, tags = 0, 0
        try:
            with self._path.open(encoding=self._encoding, newline="") as file:
                while chunk := file.read(CHUNK):
                    quiet = 0 if events.tags != tags else quiet + len(chunk)
                    tags = events.tags
                    self._check(quiet)
                    ends.look(chunk)
                    parser.feed(chunk.encode())
                    self._refuse_no_export(events)
                    yield from events.taken()
            parser.close()
        except etree.LxmlError:
            raise BadInput("this web page is broken.", where=self._where, mend="Export it again.") from None
        yield from events.taken()
        if ends.cut_off:
            raise BadInput("its table never ends: the file is cut off.", where=self._where, mend="Export it again.")

    def _refuse_no_export(self, events: HtmlRows) -> None:
        if events.too_deep:
            raise BadInput("its tags are nested too deep.", where=self._where, mend="Export it as CSV or XLSX.")
        if events.asks_password:
            raise BadInput(
                "this is a login page, not an export.", where=self._where, mend="Log in and export it again."
            )

    def _check(self, quiet: int) -> None:
        if quiet > LONGEST_GAP:
            raise BadInput("it has a megabyte without a tag.", where=self._where, mend="Export it again.")


class _Ends:
    """Whether a table was ended behind the last cell: parsers end what is open, and don't say that they did."""

    def __init__(self) -> None:
        self._read = 0
        self._tail = ""
        self._last_cell = self._last_end = -1

    def look(self, chunk: str) -> None:
        text = self._tail + chunk.lower()
        begins = self._read - len(self._tail)
        for sign in ("<td", "<th", "<tr"):
            found = text.rfind(sign)
            self._last_cell = max(self._last_cell, begins + found if found >= 0 else -1)
        found = text.rfind("</table")
        self._last_end = max(self._last_end, begins + found if found >= 0 else -1)
        self._read += len(chunk)
        self._tail = text[-6:]

    @property
    def cut_off(self) -> bool:
        return self._last_cell > self._last_end


def html_encoding(path: Path, given: str | None, known_headers: Collection[str]) -> str:
    """As for any text; a page may say its own."""
    with path.open("rb") as file:
        said = _CHARSET.search(file.read(TOP))
    return choose_encoding(path, given, known_headers, said=said[1].decode() if said else None, top_lines=1000)
