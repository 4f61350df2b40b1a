"""Excel workbooks (.xlsx): streamed sheet by sheet, every value text."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.grid import Grid, top_rows
from connectors.files.layout import Candidate, Layout
from connectors.files.sheets import chosen_sheet
from connectors.files.text_file import TextFile
from connectors.files.workbook_book import Sheet, read_book
from connectors.files.workbook_cells import SheetCells
from connectors.files.workbook_package import Package
from connectors.files.workbook_strings import read_strings


class XlsxFile:
    """One workbook. Of its texts only the shared ones are held; formulas, links and pictures are never looked at."""

    def __init__(self, path: Path) -> None:
        self._package = Package(path)
        self._book = read_book(self._package)
        self._sheets = {sheet.name: sheet for sheet in self._book.sheets if self._is_filled(sheet)}
        if not self._sheets:
            raise BadInput("the file is empty.", where=self._package.where, mend="Export it again.")

    def candidates(self) -> Iterator[Candidate]:
        """The first filled rows of each sheet with data."""
        for name, sheet in self._sheets.items():
            for number, cells in top_rows(self._cells(sheet).rows()):
                yield Candidate(tuple(cell or "" for cell in cells), Layout(header_row=number, sheet=name))

    def table(self, layout: Layout | None = None) -> TextFile:
        """The table of the layout's sheet, or of the only one with data."""
        cells = self._cells(chosen_sheet(self._sheets, layout, self._package.where))
        where = self._package.where
        return Grid(cells.rows(), layout, where, characters=lambda: cells.characters, ragged=True).text()

    def _cells(self, sheet: Sheet) -> SheetCells:
        return SheetCells(self._package, sheet.part, self._book, self._strings)

    def _is_filled(self, sheet: Sheet) -> bool:
        return next(iter(self._cells(sheet).rows()), None) is not None

    @cached_property
    def _strings(self) -> list[str | None]:
        return read_strings(self._package, self._book.strings_part)
