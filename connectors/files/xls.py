"""Old Excel workbooks (.xls), which 1C and agencies still write: one visible sheet with a table, every value text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from connectors.common.errors import BadInput
from connectors.files.biff import BiffBook, BiffDamaged, Place, read_records
from connectors.files.compound import LARGEST, CompoundDamaged, CompoundFile
from connectors.files.grid import Grid, Row, top_rows
from connectors.files.header import place
from connectors.files.layout import Candidate, Layout
from connectors.files.numbers import EXCEL_EXACT, number_text
from connectors.files.sheets import chosen_sheet
from connectors.files.text_file import TextFile

Cell = int | float | str | bool | time | date | datetime | timedelta


class XlsFile:
    """One workbook. calamine holds its sheets in memory; what would make them huge is refused before."""

    def __init__(self, path: Path) -> None:
        self._where = place(path)
        book = _checked(path, self._where)
        with _reading(self._where):
            self._sheets = _filled_sheets(path, book)
        if not self._sheets:
            raise BadInput("the file is empty.", where=self._where, mend="Export it again.")

    def candidates(self) -> Iterator[Candidate]:
        """The first filled rows of each sheet with data."""
        for name, (sheet, errors) in self._sheets.items():
            for number, cells in top_rows(_filled_rows(sheet, errors)):
                yield Candidate(tuple(cell or "" for cell in cells), Layout(header_row=number, sheet=name))

    def table(self, layout: Layout | None = None) -> TextFile:
        """The table of the layout's sheet, or of the only one with data."""
        sheet, errors = chosen_sheet(self._sheets, layout, self._where)
        return Grid(_filled_rows(sheet, errors), layout, self._where, ragged=True).text()


def cell_text(cell: Cell) -> str | None:
    """A cell as the text that a CSV would hold: no `.0` behind whole numbers, moments in ISO, truth as true/false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell, EXCEL_EXACT)
    if isinstance(cell, datetime):
        return _rounded(cell).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) or None


def _rounded(moment: datetime) -> datetime:
    """Excel stores days as floats: 12:30 may come back as 12:29:59.999997."""
    return (moment + timedelta(milliseconds=0.5)).replace(microsecond=0) if moment.microsecond else moment


def _checked(path: Path, where: str) -> BiffBook:
    size = path.stat().st_size
    if size > LARGEST:
        raise BadInput(
            f"this old .xls workbook has {size >> 20} MB, and at most {LARGEST >> 20} MB can be read.",
            where=where,
            mend="Save it as .xlsx.",
        )
    try:
        file = CompoundFile(path)
        name = next((name for name in ("Workbook", "Book") if name in file.names), None)
        book = read_records(file.stream(name)) if name else BiffBook()
    except (CompoundDamaged, BiffDamaged):
        raise BadInput("this old .xls workbook is damaged.", where=where, mend="Save it as .xlsx.") from None
    if book.encrypted or "EncryptedPackage" in file.names:
        raise BadInput("this workbook has a password.", where=where, mend="Save it without one.")
    if not name:
        raise BadInput("this is a document of the old Office, not a workbook.", where=where, mend="Save it as .xlsx.")
    return book


def _filled_sheets(path: Path, book: BiffBook) -> dict[str, tuple[CalamineSheet, dict[Place, str]]]:
    """The visible sheets with data by name, each with its errors."""
    workbook = CalamineWorkbook.from_path(path)
    errors = dict(
        zip((sheet.name for sheet in workbook.sheets_metadata), (s.errors for s in book.sheets), strict=False)
    )
    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    filled = {name: sheet for name in visible if (sheet := workbook.get_sheet_by_name(name)).height}
    return {name: (sheet, errors.get(name, {})) for name, sheet in filled.items()}


def _filled_rows(sheet: CalamineSheet, errors: dict[Place, str]) -> Iterator[Row]:
    """Each with its number as Excel shows it."""
    left = sheet.start[1] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows()):
        texts = [None] * left + [cell_text(cell) for cell in cells]
        if errors:
            texts = [errors.get((number, column), text) for column, text in enumerate(texts)]
        if any(texts):
            yield number + 1, texts


@contextmanager
def _reading(where: str) -> Iterator[None]:
    """calamine is written in Rust: what it did not expect comes as a panic, which is no `Exception`."""
    try:
        yield
    except (CalamineError, OSError, ValueError):
        pass
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
    else:
        return
    raise BadInput("this old .xls workbook is damaged.", where=where, mend="Save it as .xlsx.")
