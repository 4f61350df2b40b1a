"""The records of an old workbook: read over for what its reader must not be given, and what it doesn't tell."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

LAST_ROW, LAST_COLUMN = 65_535, 255
FEW_PLACES = 4_000_000
PLACES_PER_CELL = 50
ENCRYPTED, SHEET, BEGIN, DIMENSIONS, ERROR, FORMULA = 0x002F, 0x0085, 0x0809, 0x0200, 0x0205, 0x0006
CELLS = frozenset({0x0006, 0x00BD, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00BE})
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Place = tuple[int, int]


class BiffDamaged(ValueError):
    """The records are none, or say what no workbook says."""


@dataclass
class BiffSheet:
    """`errors` are the cells that Excel shows as `#N/A` and the like, which the reader leaves out."""

    begins: int
    errors: dict[Place, str] = field(default_factory=dict)
    cells: int = 0
    rows: int = 0
    columns: int = 0


@dataclass
class BiffBook:
    """Sheets in the order of the workbook."""

    encrypted: bool = False
    sheets: list[BiffSheet] = field(default_factory=list)


def read_records(stream: bytes) -> BiffBook:
    """Check every record. The reader makes a rectangle of all places between its outermost cells: that is bounded."""
    book, current = BiffBook(), BiffSheet(-1)
    for at, kind, body in _records(stream):
        if kind == ENCRYPTED:
            book.encrypted = True
            return book
        if kind == SHEET and len(body) >= 4:
            book.sheets.append(BiffSheet(struct.unpack_from("<L", body)[0]))
        elif kind == BEGIN:
            current = next((sheet for sheet in book.sheets if sheet.begins == at), current)
        elif kind == DIMENSIONS:
            _check_dimensions(body)
        elif kind in CELLS and len(body) >= 6:
            _take_cell(current, kind, body)
    for sheet in (*book.sheets, current):
        places = sheet.rows * sheet.columns
        if places > FEW_PLACES and places > PLACES_PER_CELL * sheet.cells:
            raise BiffDamaged
    return book


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _check_dimensions(body: bytes) -> None:
    rows, columns = struct.unpack_from("<LL HH" if len(body) >= 14 else "<HH HH", body.ljust(14, b"\0"))[1::2]
    if rows > LAST_ROW + 1 or columns > LAST_COLUMN + 1:
        raise BiffDamaged


def _take_cell(sheet: BiffSheet, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in (0x00BD, 0x00BE) else column
    if column > LAST_COLUMN or last > LAST_COLUMN:
        raise BiffDamaged
    sheet.cells += last - column + 1
    sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, last + 1)
    if kind == ERROR and len(body) >= 8 and body[7]:
        sheet.errors[row, column] = ERRORS.get(body[6], "#ERROR!")
    elif kind == FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        sheet.errors[row, column] = ERRORS.get(body[8], "#ERROR!")
