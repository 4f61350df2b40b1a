"""Workbooks: the same bytes for the same rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter

Cell = str | int | Decimal | datetime | None
MADE = datetime(2026, 11, 1)


def workbook(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """One sheet for each name. Texts stay texts, numbers are numbers, days are days."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": MADE})
    days = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, days)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
    book.close()
    return content.getvalue()
