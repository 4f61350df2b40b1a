"""Any file of a drop box as batches of text. What it is, is told by its first bytes, never by its name."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.csv_text import CsvFile
from connectors.files.header import place
from connectors.files.parquet import ParquetFile
from connectors.files.xlsx import XlsxFile

UNREADABLE = (
    (b"\xd0\xcf\x11\xe0", "this is a workbook of the old .xls kind, or one with a password", "Save it as .xlsx."),
    (b"\x1f\x8b", "this is a gzip archive", "Drop the file that is in it."),
    (b"Rar!", "this is a RAR archive", "Drop the files that are in it."),
    (b"7z\xbc\xaf", "this is a 7z archive", "Drop the files that are in it."),
    (b"%PDF", "this is a PDF", "Export the table as CSV or XLSX."),
    (b"{", "this is JSON", "Export the table as CSV or XLSX."),
    (b"<", "this is a web page or XML, whatever its name says", "Export the table as CSV or XLSX."),
)


@dataclass(frozen=True)
class TextFile:
    """A file as text. `pieces` can be read once: batches with the header's columns, `_row` and `_line`, and rejects.

    `_row` counts data rows from 1; `_line` is the row's place in the file as an editor or Excel shows it.
    """

    header: tuple[str, ...]
    pieces: Iterator[Rows | Rejected]


def read_file(
    path: Path, encoding: str | None = None, delimiter: str | None = None, known_headers: Collection[str] = ()
) -> TextFile:
    """Open a CSV, XLSX or Parquet file; raises BadInput where it can't be read at all."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise BadInput(f"it can't be opened ({error.strerror}).", where=place(path), mend="Check its rights.") from None
    if start.startswith(b"PAR1"):
        parquet = ParquetFile(path)
        return TextFile(parquet.header, parquet.pieces())
    if start.startswith(b"PK\x03\x04"):
        workbook = XlsxFile(path)
        return TextFile(workbook.header, workbook.pieces())
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for sign, what, mend in UNREADABLE:
        if text.startswith(sign):
            raise BadInput(f"{what}.", where=place(path), mend=mend)
    csv_file = CsvFile(path, encoding, delimiter, known_headers)
    return TextFile(csv_file.header, csv_file.pieces())
