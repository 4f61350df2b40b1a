"""Any file of a drop box as batches of text. What it is, is told by its first bytes, never by its name."""

import re
import stat
from collections.abc import Collection
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.csv_text import CsvFile
from connectors.files.header import place
from connectors.files.markup import open_markup
from connectors.files.parquet import ParquetFile
from connectors.files.text_file import OpenFile, TextFile
from connectors.files.xls import XlsFile
from connectors.files.xlsx import XlsxFile
from connectors.google_analytics.events.json_lines import EventsJson
from connectors.google_analytics.events.parquet import EventsParquet

__all__ = ["OpenFile", "TextFile", "open_file", "read_file"]

TOP = 4096
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
UNREADABLE = (
    (rb"\x1f\x8b", "this is a gzip archive", "Drop the file that is in it."),
    (rb"PARE", "this Parquet file is encrypted", "Export it without encryption."),
    (rb"Rar!", "this is a RAR archive", "Drop the files that are in it."),
    (rb"7z\xbc\xaf", "this is a 7z archive", "Drop the files that are in it."),
    (rb"%PDF", "this is a PDF", "Export the table as CSV or XLSX."),
    (
        rb"{|\[\s*[\[{\"\]]",
        "this is JSON",
        "Export the table as CSV or XLSX. Only Google Analytics' events may be JSON: one a line.",
    ),
)


def open_file(
    path: Path, encoding: str | None = None, delimiter: str | None = None, known_headers: Collection[str] = ()
) -> OpenFile:
    """Open a file of a known kind; raises BadInput where it can't be read at all.

    `known_headers` are words that prove the encoding of a file that doesn't tell it.
    """
    start = _start(path)
    if start.startswith(b"PAR1"):
        return EventsParquet(path) if EventsParquet.fits(path) else ParquetFile(path)
    if start.startswith(b"PK\x03\x04"):
        return XlsxFile(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return XlsFile(path)
    text = start.lstrip(b"".join(MARKS) + b"\0 \t\r\n")
    if text.startswith(b"{") and EventsJson.fits(path):
        return EventsJson(path)
    for sign, what, mend in UNREADABLE:
        if re.match(sign, text):
            raise BadInput(f"{what}.", where=place(path), mend=mend)
    if text.startswith(b"<"):
        return open_markup(path, encoding, frozenset(known_headers))
    return CsvFile(path, encoding, delimiter, known_headers)


def read_file(
    path: Path, encoding: str | None = None, delimiter: str | None = None, known_headers: Collection[str] = ()
) -> TextFile:
    """The table of a file that has one, under its first row."""
    return open_file(path, encoding, delimiter, known_headers).table()


def _start(path: Path) -> bytes:
    """The first bytes. Pipes and devices are no files: reading them may never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput("this is no ordinary file.", where=place(path), mend="Take it away.")
        with path.open("rb") as file:
            return file.read(TOP)
    except OSError as error:
        raise BadInput(f"it can't be opened ({error.strerror}).", where=place(path), mend="Check its rights.") from None
