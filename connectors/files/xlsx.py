"""Excel workbooks: one visible sheet with a table, every value text."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import ROWS_PER_BATCH, RowBuffer
from connectors.files.header import header_names, place
from connectors.files.masking import masked
from connectors.files.numbers import EXCEL_EXACT, number_text

LARGEST_UNPACKED = 512 << 20
Cell = int | float | str | bool | time | date | datetime | timedelta


class XlsxFile:
    """One workbook. calamine holds the whole sheet in memory, so that its unpacked size is bounded first."""

    def __init__(self, path: Path) -> None:
        self._where = place(path)
        _refuse_bombs(path, self._where)
        sheet = _only_sheet(path, self._where)
        self._rows = _filled_rows(sheet)
        try:
            _, cells = next(self._rows)
        except StopIteration:
            raise BadInput("the file is empty.", where=self._where, mend="Export it again.") from None
        self.header = header_names(cells, self._where)

    def pieces(self) -> Iterator[Rows | Rejected]:
        """Batches of good rows, and each row that is none."""
        width = len(self.header)
        buffer = RowBuffer(self.header)
        for row, (line, cells) in enumerate(self._rows, start=1):
            if any(cells[width:]):
                text = masked(" | ".join(cell or "" for cell in cells))
                yield Rejected(self._where, line, None, "there is a value beyond the last header", text)
                continue
            buffer.add(row, line, cells[:width])
            if len(buffer) >= ROWS_PER_BATCH:
                yield buffer.flush()
        if len(buffer):
            yield buffer.flush()


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


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str | None]]]:
    """Rows with at least one value, each with its number as Excel shows it."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _only_sheet(path: Path, where: str) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_path(path)
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        filled = [sheet for name in visible if (sheet := book.get_sheet_by_name(name)).height]
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput(
            f"Excel's own reader can't open it ({error}).",
            where=where,
            mend="Save it again as .xlsx, without a password.",
        ) from None
    if not filled:
        raise BadInput("the file is empty.", where=where, mend="Export it again.")
    if len(filled) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet in filled)
        raise BadInput(
            f"there are {len(filled)} sheets with data: {names}.", where=where, mend="Keep one, or save each as a file."
        )
    return filled[0]


def _refuse_bombs(path: Path, where: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise BadInput("the workbook is damaged.", where=where, mend="Export it again.") from None
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise BadInput("this is a ZIP archive, not a workbook.", where=where, mend="Drop the files that are in it.")
    if unpacked > LARGEST_UNPACKED:
        raise BadInput(
            f"the workbook unpacks to {unpacked >> 20} MB, and at most {LARGEST_UNPACKED >> 20} MB can be read.",
            where=where,
            mend="Save it as CSV.",
        )
