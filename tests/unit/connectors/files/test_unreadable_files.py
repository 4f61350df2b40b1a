"""A file that can't be read at all is refused by one sentence."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.errors import Problem
from connectors.files.reading import read_file


def _zip(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", "a,b\n")


def _broken_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)


def _nested(path: Path) -> None:
    pq.write_table(pa.table({"tags": [["a", "b"]]}), path)


def _truncated(path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-20])


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (_bytes(b""), "the file is empty. Export it again."),
    "only a mark": (_bytes(b"\xef\xbb\xbf"), "the file is empty. Export it again."),
    "only line breaks": (_bytes(b"\r\n\r\n"), "the file is empty. Export it again."),
    "nameless header": (_bytes(b",,\n1,2,3\n"), "the header row is empty. The first row must name the columns."),
    "quote in the header": (
        _bytes(b'"a"x,b\n1,2\n'),
        "the header can't be read: a closing quote is followed by text. Export it again.",
    ),
    "NUL": (
        _bytes(b"a,b\n1,\0\n"),
        "line 2 has NUL bytes: this is not a text file. Export it again as CSV or XLSX.",
    ),
    "one endless line": (
        _bytes(b"a,b\n" + b"x" * (1 << 20) + b"\n"),
        "line 2 is longer than 1 048 576 characters. Export it again: each record must be on a line of its own.",
    ),
    "thousands of columns": (
        _bytes(b",".join(b"c%d" % number for number in range(6000)) + b"\n"),
        "the header has 6000 columns, and at most 5000 can be read. Export only the columns that you need.",
    ),
    "old Excel": (
        _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "this old .xls workbook is damaged. Save it as .xlsx.",
    ),
    "a web page": (
        _bytes(b"<html><h1>Access denied</h1></html>"),
        "this is a web page without a table. Export it as CSV or XLSX.",
    ),
    "JSON": (
        _bytes(b'{"rows": []}'),
        "this is JSON. Export the table as CSV or XLSX. Only Google Analytics' events may be JSON: one a line.",
    ),
    "gzip": (_bytes(b"\x1f\x8b\x08\x00"), "this is a gzip archive. Drop the file that is in it."),
    "PDF": (_bytes(b"%PDF-1.7"), "this is a PDF. Export the table as CSV or XLSX."),
    "ZIP": (_zip, "this is a ZIP archive, not a workbook. Drop the files that are in it."),
    "damaged ZIP": (_broken_zip, "the workbook is damaged. Export it again."),
    "nested Parquet": (
        _nested,
        "the column “tags” holds list<element: string>, which is not a plain value. Leave it out, or write it as text.",
    ),
    "truncated Parquet": (_truncated, "this Parquet file is damaged. Export it again."),
}


@pytest.mark.parametrize("case", CASES)
def test_an_unreadable_file_is_refused_by_one_sentence(case: str, tmp_path: Path) -> None:
    make, sentence = CASES[case]
    path = tmp_path / "orders" / "export.csv"
    path.parent.mkdir()
    make(path)
    with pytest.raises(Problem) as refused:
        list(read_file(path).pieces)
    assert str(refused.value) == f"orders/export.csv: {sentence}"


def test_a_delimiter_must_be_one_character(tmp_path: Path) -> None:
    path = tmp_path / "crm" / "deals.csv"
    path.parent.mkdir()
    path.write_text("a;;b\n")
    with pytest.raises(Problem) as refused:
        read_file(path, delimiter=";;")
    assert str(refused.value) == (
        "config/sources/crm.yaml: ';;' can't be a delimiter. Use one character, for instance `delimiter: \";\"`."
    )
