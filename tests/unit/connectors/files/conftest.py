"""Files of kinds that nothing here can write: old workbooks, record by record."""

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

OldCell = str | float | bool | bytes  # bytes: the code of an error, as Excel stores it
OldWorkbook = Callable[..., Path]


@pytest.fixture
def old_workbook() -> OldWorkbook:
    """Writes BIFF8 in a compound file. `extra` are records of the workbook, before its sheets."""
    return write_old_workbook


def write_old_workbook(
    path: Path,
    sheets: dict[str, Sequence[Sequence[OldCell]]],
    *,
    hidden: Sequence[str] = (),
    extra: bytes = b"",
    cells: bytes = b"",
    stream_name: str = "Workbook",
) -> Path:
    """A date is a number as bytes `b"d" + double`; `cells` are more records of the last sheet."""
    texts = list(dict.fromkeys(c for rows in sheets.values() for row in rows for c in row if isinstance(c, str)))
    bodies = [
        _sheet(rows, texts, cells if number == len(sheets) else b"") for number, rows in enumerate(sheets.values(), 1)
    ]
    head = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 6)) + extra
    head += _record(0xE0, _style(0)) + _record(0xE0, _style(14))
    strings = struct.pack("<LL", len(texts), len(texts)) + b"".join(_text(text, "<H") for text in texts)
    tail = _record(0xFC, strings) + _record(0x0A, b"")
    begins = len(head) + sum(len(_bound(name, 0, 0)) for name in sheets) + len(tail)
    bounds = b""
    for name, body in zip(sheets, bodies, strict=True):
        bounds += _bound(name, begins, name in hidden)
        begins += len(body)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(compound({stream_name: head + bounds + tail + b"".join(bodies)}))
    return path


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams, each padded to the length from which it needs no small sectors."""
    sectors: list[bytes] = [b"", b""]  # of the table and of the directory
    table: list[int] = [0xFFFFFFFD, 0xFFFFFFFE]
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        entries.append(_entry(name, 2, len(sectors), len(content)))
        table += [*range(len(sectors) + 1, len(sectors) + len(pieces)), 0xFFFFFFFE]
        sectors += pieces
    assert len(table) <= 128
    assert len(entries) <= 4
    sectors[0] = struct.pack("<128L", *table, *[0xFFFFFFFF] * (128 - len(table)))
    sectors[1] = b"".join(entries).ljust(512, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<109L", 0, *[0xFFFFFFFF] * 108)
    )
    return head + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    child = 1 if kind == 5 else 0xFFFFFFFF
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBLLL", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<LLL", first, size, 0)
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _style(number_format: int) -> bytes:
    return struct.pack("<HHH", 0, number_format, 0) + bytes(14)


def _text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _bound(name: str, begins: int, hidden: bool | int) -> bytes:
    return _record(0x85, struct.pack("<LH", begins, int(hidden)) + _text(name, "<B"))


def _sheet(rows: Sequence[Sequence[OldCell]], texts: list[str], more: bytes) -> bytes:
    body = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 16, 0, 0, 0, 6))
    width = max((len(row) for row in rows), default=0)
    body += _record(0x0200, struct.pack("<LLHHH", 0, len(rows), 0, width, 0))
    for row, row_cells in enumerate(rows):
        for column, cell in enumerate(row_cells):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, bytes) and cell[:1] == b"d":
                body += _record(0x0203, struct.pack("<HHH", row, column, 1) + cell[1:])
            elif isinstance(cell, bytes):
                body += _record(0x0205, at + cell + b"\1")
            elif isinstance(cell, bool):
                body += _record(0x0205, at + bytes([cell]) + b"\0")
            elif isinstance(cell, str):
                body += _record(0x00FD, at + struct.pack("<L", texts.index(cell))) if cell else b""
            else:
                body += _record(0x0203, at + struct.pack("<d", cell))
    return body + more + _record(0x0A, b"")
