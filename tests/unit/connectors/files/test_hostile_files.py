"""Files that are broken, absurd or meant to harm: each is read, or refused by one line, in bounded memory and time.

They are read in a process of its own, which may take no more than half a gigabyte above what it has at its start.
"""

import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import connectors

Make = Callable[[Path], object]
Case = tuple[Make, str]

READER = """
import json, resource, sys
from pathlib import Path
from connectors.common.errors import Problem
from connectors.common.stream import Rows
from connectors.files.reading import open_file
from lxml import etree
import pyarrow.parquet

def read(path):
    rows = rejected = 0
    first = reason = None
    try:
        for _ in open_file(path).candidates():
            pass
        table = open_file(path).table()
        for piece in table.pieces:
            if isinstance(piece, Rows):
                rows += piece.batch.num_rows
                if first is None and piece.batch.num_rows:
                    first = [str(cell)[:60] for cell in piece.batch.slice(0, 1).to_pylist()[0].values()][:6]
            else:
                rejected += 1
                reason = reason or piece.reason
    except (Problem, OSError) as refused:
        return {"refused": str(refused)}
    return {"header": [name[:60] for name in table.header[:6]], "columns": len(table.header), "rows": rows,
            "rejected": rejected, "reason": reason, "first": first}

if sys.platform == "linux":
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + (512 << 20),) * 2)
for line in sys.stdin:
    print(json.dumps(read(Path(json.loads(line)))), flush=True)
"""


class BoundedReader:
    """Reads files in a process that can't take much memory; a new one where the last has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(str(path)) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            self.end()
            pytest.fail("the reader has died")
        outcome: dict[str, Any] = json.loads(answer)
        return outcome

    def _start(self) -> subprocess.Popen[str]:
        root = str(Path(connectors.__file__).parents[1])
        self._process = subprocess.Popen(
            [sys.executable, "-c", READER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": root},
        )
        return self._process

    def end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    reader = BoundedReader()
    yield reader
    reader.end()


def holds(content: str | bytes) -> Make:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode())


def repeats(start: bytes, piece: bytes, times: int, end: bytes = b"") -> Make:
    """A long file, written piece by piece."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            for _ in range(times):
                file.write(piece)
            file.write(end)

    return make


def sparse(start: bytes, size: int) -> Make:
    """A file that is huge and takes no room: zeros behind its start."""

    def make(path: Path) -> None:
        path.write_bytes(start)
        os.truncate(path, size)

    return make


# Workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>one</t></is></c></row>'
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{last};" * 10}">' for last, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def sheet(rows: str = ROWS, before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def workbook(
    content: str | None = None,
    *,
    target: str = "worksheets/sheet1.xml",
    parts: dict[str, str | bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
    change: Callable[[zipfile.ZipFile], object] = lambda archive: None,
) -> Make:
    """A workbook of one sheet; `parts` are added to it, `change` has the last word before the list of entries."""
    all_parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/worksheet" Target="{target}"/><Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": content or sheet(),
        **(parts or {}),
    }

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, part in all_parts.items():
                archive.writestr(name, part)
            change(archive)

    return make


def bomb(unit: bytes, times: int, name: str = "xl/worksheets/bomb.xml", declared: int | None = None) -> Make:
    """A workbook whose sheet unpacks to very much; `declared` is what its list of entries says instead."""

    def change(archive: zipfile.ZipFile) -> None:
        head, tail = sheet(ROWS + "\1").encode().split(b"\1")
        with archive.open(name, "w") as part:
            part.write(head)
            for _ in range(times):
                part.write(unit)
            part.write(tail)
        if declared is not None:
            archive.getinfo(name).file_size = declared

    return workbook(target="worksheets/bomb.xml", change=change)


def overlapping(path: Path) -> None:
    """A thousand entries that are all the same bytes."""

    def change(archive: zipfile.ZipFile) -> None:
        archive.writestr("xl/media/0.png", b"\0" * (1 << 20))
        original = archive.getinfo("xl/media/0.png")
        for number in range(1, 1000):
            entry = zipfile.ZipInfo(f"xl/media/{number}.png")
            for attribute in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(entry, attribute, getattr(original, attribute))
            archive.filelist.append(entry)

    workbook(change=change)(path)


def million_entries(path: Path) -> None:
    """A list of entries of 5 MB, as its end declares it."""
    workbook()(path)
    content = path.read_bytes()
    at = content.rfind(b"PK\x05\x06")
    path.write_bytes(content[: at + 12] + struct.pack("<I", 5 << 20) + content[at + 16 :])


def with_password(path: Path) -> None:
    workbook()(path)
    content = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(sign, at + 1)
    path.write_bytes(content)


def cut(make: Make, keep: float) -> Make:
    def made(path: Path) -> None:
        make(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * keep)])

    return made


def zipped(inner: Make, name: str) -> Make:
    def make(path: Path) -> None:
        inside = path.with_name("inside")
        inner(inside)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(inside, name)

    return make


NAMES_OUTSIDE = {"../../../../../../tmp/tablo-was-here": b"x", "/etc/tablo-was-here": b"x", "..\\..\\x": b"x"}
TEXTS = "<sst xmlns='" + MAIN + "'><si><t>{}</t></si></sst>"
SHARED = sheet('<row><c t="s"><v>0</v></c></row><row><c t="s"><v>0</v></c></row>')

WORKBOOKS: dict[str, Case] = {
    "a workbook in a ZIP": (zipped(workbook(), "a.xlsx"), "this is a ZIP archive, not a workbook. Drop the files"),
    "a ZIP in a workbook": (workbook(parts={"xl/embeddings/42.zip": b"PK\x03\x04" * 1000}), "1 rows"),
    "entries that overlap": (overlapping, "unpacks to 1000 MB"),
    "1000 times as much unpacked": (bomb(b" " * (1 << 20), 32), "1 rows"),
    "a sheet that unpacks to more than it says": (bomb(b" " * (1 << 20), 8, declared=300), "the workbook is damaged."),
    "600 MB in a sheet": (bomb(b" ", 1, declared=600 << 20), "the workbook unpacks to 600 MB"),
    "a list of a million entries": (million_entries, "the workbook is damaged."),
    "a packing that needs memory": (workbook(compression=zipfile.ZIP_LZMA), "the workbook is damaged."),
    "parts with a password": (with_password, "the workbook is damaged."),
    "half a workbook": (cut(workbook(), 0.5), "the workbook is damaged."),
    "a workbook without its end": (cut(workbook(), 0.99), "the workbook is damaged."),
    "no sheet where one should be": (workbook(target="nowhere.xml"), "the workbook is damaged."),
    "a sheet outside": (workbook(target="../../../../../../etc/passwd"), "the workbook is damaged."),
    "a sheet elsewhere": (workbook(target="file:///etc/passwd"), "the workbook is damaged."),
    "names that climb out": (workbook(parts=NAMES_OUTSIDE), "1 rows"),
    "billion laughs in a sheet": (workbook(LAUGHS + "]>" + sheet()), "it declares a document type"),
    "a file as an entity of a sheet": (
        workbook('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + sheet()),
        "sheet1.xml: it declares a document type",
    ),
    "a file as an entity of the texts": (
        workbook(
            SHARED, parts={"xl/sharedStrings.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + TEXTS.format("a")}
        ),
        "sharedStrings.xml: it declares a document type",
    ),
    "17 billion cells": (
        workbook(
            sheet(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
                before='<dimension ref="A1:XFD1048576"/>',
            )
        ),
        "0 rows, 1 rejected, there is a value beyond the last header",
    ),
    "17 billion cells declared": (workbook(sheet(before='<dimension ref="A1:XFD1048576"/>')), "1 rows"),
    "external links": (
        workbook(
            sheet('<row><c><v>1</v></c></row><row><c t="str"><f>[1]Sheet1!A1</f><v>=cmd|calc</v></c></row>'),
            parts={"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        ),
        "1 rows, 0 rejected, ['=cmd|calc'",
    ),
    "a row of three million empty cells": (
        workbook(sheet("<row>" + "<c/>" * 3_000_000 + "</row>")),
        "row 1 has more than",
    ),
    "a million cells in one place": (
        workbook(sheet('<row r="7">' + '<c r="A7"><v>1</v></c>' * 1_000_000 + "</row>")),
        "row 7 has more than 16 384 cells, and no sheet is that wide. Export it again.",
    ),
    "a row as wide as a sheet": (workbook(sheet(ROWS + "<row>" + "<c/>" * 16_384 + "</row>")), "1 rows, 0 rejected"),
    "a million tags within tags": (workbook(sheet("<row>" + "<a>" * 1_000_000)), "nested more than 64 deep"),
    "a tag of 20 MB": (workbook(sheet(f'<row><c r="{"A" * (20 << 20)}"/></row>')), "has a tag of more than 1 MB"),
    "a text of 20 MB": (
        workbook(SHARED, parts={"xl/sharedStrings.xml": TEXTS.format("x" * (20 << 20))}),
        "a value is longer than 131 072 characters",
    ),
    "texts that are not there": (workbook(SHARED), "the workbook is damaged: it has no text 0"),
    "half a character": (workbook(SHARED, parts={"xl/sharedStrings.xml": TEXTS.format("&#xD800;")}), "is no valid XML"),
    "half a character, as Excel writes it": (
        workbook(SHARED, parts={"xl/sharedStrings.xml": TEXTS.format("_xD800_")}),
        "1 rows, 0 rejected, ['_xD800_'",
    ),
    "an OpenDocument table": (zipped(holds("<x/>"), "content.xml"), "this is an OpenDocument table. Save it as .xlsx."),
    "a binary workbook": (zipped(holds("x"), "xl/workbook.bin"), "this is a binary workbook (.xlsb)."),
}

# Text

HEAD = b"a,b\n"
TEXT_FILES: dict[str, Case] = {
    "empty lines before the header": (holds("\n" * 12_000 + "a,b\n1,2\n"), "header ['a', 'b'], 1 rows"),
    "lines of nothing but commas before the header": (holds(",\n" * 12_000 + "a,b\n1,2\n"), "the header row is empty."),
    "empty": (holds(""), "the file is empty."),
    "only a mark": (holds(b"\xef\xbb\xbf"), "the file is empty."),
    "only a header": (holds("a,b"), "0 rows, 0 rejected"),
    "a line of 2 GB": (sparse(HEAD, 2 << 30), "line 2 has NUL bytes: this is not a text file."),
    "a file of 2 GB of nothing": (sparse(b"", 2 << 30), "the file is empty."),
    "a header of 2 GB": (sparse(b"a", 2 << 30), "line 1 has NUL bytes"),
    "a line of 100 MB": (repeats(HEAD, b"x" * (1 << 20), 100), "line 2 is longer than 1 048 576 characters."),
    "a header of 100 MB": (repeats(b"", b"x" * (1 << 20), 100), "line 1 is longer than 1 048 576 characters."),
    "NUL bytes": (holds(HEAD + b"1,\0\n"), "line 2 has NUL bytes"),
    "a program": (holds(b"\x7fELF\x02\x01\x01\0" + random.Random(1).randbytes(2000)), "line 1 has NUL bytes"),
    "noise": (holds(random.Random(2).randbytes(2000).replace(b"\0", b"")), "is not UTF-8"),
    "a quote open over 100 MB": (
        repeats(HEAD + b'"', b"x" * 99 + b"\n" + b"y" * ((1 << 20) - 101) + b"\n", 100),
        "0 rows, 200 rejected",
    ),
    "a quote open over many short lines": (repeats(HEAD + b'1,"\n', b"1,2\n", 50_000), "50000 rows, 1 rejected"),
    "quotes that never close, again and again": (
        repeats(HEAD, b'a","\n', 300_000),
        "open a quote that is never closed",
    ),
    "formulas": (
        holds("a,b\n\"=cmd|' /C calc'!A0\",@SUM(1+1)\n"),
        "1 rows, 0 rejected, [\"=cmd|' /C calc'!A0\", '@SUM(1+1)'",
    ),
    "two encodings in lines": (
        holds("город,b\nМосква,1\n".encode() + "Тула,2\nгород,3\n".encode("cp1251")),
        "line 1 is UTF-8, and others are Windows-1251.",
    ),
    "two encodings in a line": (
        holds("город,b\n".encode("cp1251") + "Москва,".encode() + "Тула\n".encode("cp1251")),
        "line 2 is UTF-8, and others are Windows-1251.",
    ),
    "UTF-16": (holds("a\tb\n1\tё\n".encode("utf-16")), "1 rows, 0 rejected, ['1', 'ё'"),
    "UTF-16 without its mark": (holds("a\tb\n1\tё\n".encode("utf-16-le")), "this is UTF-16 without its mark."),
    "UTF-16 the other way round": (holds("a\tb\n1\tё\n".encode("utf-16-be")), "write `encoding: utf-16-be` in"),
    "half of UTF-16": (holds("a\tb\n1\tx\n".encode("utf-16")[:-1]), "is not utf-16."),
    "half a character of UTF-16": (holds("a\n".encode("utf-16") + b"\x00\xd8\n\0"), "is not utf-16."),
    "UTF-32": (holds("a,b\n1,2\n".encode("utf-32")), "this is UTF-32. Export it in UTF-8."),
    "UTF-7": (holds(b"a,b\n+BEEEPg-,1\n"), "1 rows, 0 rejected, ['+BEEEPg-', '1'"),
    "a mark in the middle": (holds("a,\ufeffb\n1,\ufeff2\n\ufeffa,b\n"), "header ['a', 'b'], 2 rows"),
    "overlong UTF-8": (holds(HEAD + b"\xc0\xaf,1\n"), "line 2 is not UTF-8"),
    "half a character in UTF-8": (holds(HEAD + b"\xed\xa0\x80,1\n"), "line 2 is not UTF-8"),
    "100 000 columns": (
        holds(",".join(f"c{number}" for number in range(100_000)) + "\n"),
        "the header has 100000 columns",
    ),
    "a million empty columns": (holds("a" + "," * 1_000_000 + "\n1" + "," * 1_000_000 + "\n"), "1 columns, 1 rows"),
    "a million nameless columns": (holds("," * 1_000_000 + "\n"), "the header row is empty."),
    "10 million empty lines": (repeats(HEAD, b"\n" * 100_000, 100, b"1,2\n"), "line 2 and a million more are empty."),
    "100 000 empty lines": (repeats(b"\r\n\n" + HEAD, b"\r\n", 100_000, b"1,2\n"), "1 rows, 0 rejected"),
    "100 000 lines of nothing but delimiters": (repeats(HEAD, b",\n", 100_000, b"1,2\n"), "1 rows, 0 rejected"),
    "lines that end in CR": (holds("a,b\r1,2\r3,4\r"), "2 rows, 0 rejected"),
    "lines that end in every way": (holds("a,b\r\n1,2\n3,4\r5,6"), "3 rows, 0 rejected"),
    "delimiters in the header's quotes": (holds('"a;b;c;d",e\n1,2\n'), "header ['a;b;c;d', 'e'], 1 rows"),
    "a name 1000 times": (holds(",".join(["a"] * 1000) + "\n" + ",".join("1" * 1000) + "\n"), "'a_2', 'a_3'"),
    "a name 5000 times": (holds(",".join(["a"] * 5000) + "\n"), "5000 columns, 0 rows"),
    "lines in names": (holds('"Сумма\r\nруб",b\n1,2\n'), "header ['Сумма руб', 'b']"),
    "names that can't be seen": (holds("\u200bid\u200d,\u202eb\u202c,\u00adc\n1,2,3\n"), "header ['id', 'b', 'c']"),
    "names that write into a terminal": (holds("\x1b[2J\x1b]0;x\x07id,b\n1,2\n"), "header ['[2J ]0;x id', 'b']"),
    "names in SQL": (
        holds('"""; drop table x; --",{field},$1\n1,2,3\n'),
        "header ['\"; drop table x; --', '{field}', '$1']",
    ),
    "names in YAML and JSON": (holds('"a: {b: [1","{""c"": 1}",!!python/object\n1,2,3\n'), "'a: {b: [1', '{\"c\": 1}'"),
    "names from right to left": (holds("שם,سعر\nא,1\n"), "header ['שם', 'سعر'], 1 rows"),
    "texts that others take for nothing": (holds("a,b\nnan,NULL\nNone,N/A\n"), "2 rows, 0 rejected, ['nan', 'NULL'"),
    "numbers beyond numbers": (holds("a,b\n1e400,92233720368547758080\n"), "['1e400', '92233720368547758080'"),
    "identifiers that Excel destroyed": (holds('a,b\n"1,03293E+19",1\n'), "['1,03293E+19', '1'"),
    "days that never were": (holds("a,b\n0000-00-00,31.02.2026\n"), "['0000-00-00', '31.02.2026'"),
    "an error as JSON": (holds('{"error": {"code": 401}}'), "this is JSON."),
    "a list as JSON": (holds('\ufeff [\n {"id": 1}]'), "this is JSON."),
    "half a gzip": (holds(b"\x1f\x8b\x08\0\0\0\0\0"), "this is a gzip archive. Drop the file that is in it."),
}

# Markup

ORDER = "<КоммерческаяИнформация><Документ><Ид>{}</Ид></Документ></КоммерческаяИнформация>"
PAGE = "<html><table><tr><td>a</td></tr><tr><td>{}</td></tr></table></html>"
MARKUP: dict[str, Case] = {
    "billion laughs": (holds(LAUGHS + "]>" + ORDER.format("&j;")), "it declares a document type"),
    "quadratic laughs": (
        holds(f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>' + ORDER.format("&a;" * 10_000)),
        "it declares a document type",
    ),
    "a file as an entity": (
        holds('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + ORDER.format("&e;")),
        "it declares a document type",
    ),
    "entities from elsewhere": (
        holds('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]>' + ORDER.format("1")),
        "it declares a document type",
    ),
    "rates with a document type": (holds('<!DOCTYPE ValCurs SYSTEM "x"><ValCurs/>'), "it declares a document type"),
    "XML of a million depths": (holds(ORDER.format("<a>" * 1_000_000)), "nested more than 64 deep"),
    "XML with a tag of 20 MB": (holds(ORDER.format(f'<a b="{"x" * (20 << 20)}"/>')), "has a tag of more than 1 MB"),
    "XML with a text of 20 MB": (holds(ORDER.format("x" * (20 << 20))), "a value is longer than 131 072 characters"),
    "XML with a comment of 20 MB": (holds(ORDER.format(f"<!--{'x' * (20 << 20)}-->")), "has a tag of more than 1 MB"),
    "XML that is cut off": (holds(ORDER.format("1")[:-30]), "is no valid XML"),
    "XML of 2 GB of nothing": (sparse(ORDER.format("1").encode(), 2 << 30), "is no valid XML"),
    "a document of a million products": (
        holds(ORDER.format("1</Ид><Товары>" + "<Товар/>" * 1_000_000 + "</Товары><Ид>")),
        "no document is as long as this one",
    ),
    "entities of a page": (
        holds('<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + PAGE.format("&e;")),
        "1 rows, 0 rejected, ['&e;'",
    ),
    "a page of a million depths": (holds(PAGE.format("<div>" * 1_000_000 + "x")), "its tags are nested too deep."),
    "a table of 100 000 depths": (holds(PAGE.format("<table><tr><td>" * 100_000)), "its tags are nested too deep."),
    "a page of 100 MB without a tag": (
        repeats(b"<table><tr><td>", b"x" * (1 << 20), 100),
        "it has a megabyte without a tag.",
    ),
    "a tag of 100 MB": (repeats(b'<table><tr><td x="', b"x" * (1 << 20), 100), "it has a megabyte without a tag."),
    "20 million openings": (repeats(b"<table><tr><td>", b"<" * (1 << 20), 20), "it has a megabyte without a tag."),
    "a page of 2 GB of nothing": (sparse(PAGE.format("1").encode(), 2 << 30), "line 1 has NUL bytes"),
    "cells as wide as a sheet": (
        holds(PAGE.format("x</td>" + "<td colspan=99999 rowspan=99999>" * 100)),
        "0 rows, 1 rejected, the row has more than 16384 cells",
    ),
    "cells as wide as they say": (
        holds(PAGE.format("1</td></tr><tr><td colspan=-1>2</td></tr><tr><td colspan=x>3")),
        "3 rows",
    ),
    "a login page": (
        holds("<!doctype html><form><table><tr><td>Пароль<td><input type=PASSWORD></table></form>"),
        "this is a login page, not an export. Log in and export it again.",
    ),
    "an error page": (holds("<html><h1>502 Bad Gateway</h1></html>"), "this is a web page without a table."),
    "a page that is cut off": (holds(PAGE.format("1")[:-20]), "its table never ends: the file is cut off."),
    "pages of a thousand tables": (holds("<table><tr><td>a</table>" * 1000), "the page has hundreds of tables."),
    "Excel's XML of 2003": (holds('<?xml version="1.0"?><Workbook/>'), "this is an Excel table of 2003 (XML)."),
    "other XML": (holds("<?xml version='1.0'?><rss><\x1b[2J/></rss>"), "this is XML of an unknown kind (rss)."),
}


# Parquet


def parquet(table: pa.Table, **told: Any) -> Make:
    return lambda path: pq.write_table(table, path, **told)


def half_of_parquet(path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    content = bytearray(path.read_bytes())
    content[100:200] = b"\xff" * 100
    path.write_bytes(content)


def events_of_one_text(times: int, params: int, length: int) -> Make:
    """Exported events that all say the same, which a file stores once."""
    param = {"key": "page_location", "value": {"string_value": "x" * length}}
    event = {"event_date": "20261005", "event_timestamp": 1, "event_name": "x", "event_params": [param] * params}
    one = pa.Table.from_pylist([event] * 10)
    return parquet(pa.concat_tables([one] * (times // 10)), dictionary_pagesize_limit=8 << 20)


REPEATED = pa.array(["x" * 100_000]).dictionary_encode()
PARQUET: dict[str, Case] = {
    "a Parquet file without its end": (
        cut(parquet(pa.table({"a": list(range(1000))})), 0.9),
        "this Parquet file is damaged.",
    ),
    "a Parquet file with a broken page": (half_of_parquet, "this Parquet file is damaged."),
    "an encrypted Parquet file": (holds(b"PARE" + bytes(100) + b"PARE"), "this Parquet file is encrypted."),
    "nested columns": (parquet(pa.table({"a": [{"b": [1]}]})), "which is not a plain value."),
    "bytes": (parquet(pa.table({"a": [b"\xff"]})), "holds binary, which is not a plain value."),
    "100 000 texts of 100 KB in 10 KB": (
        parquet(pa.table({"a": pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), REPEATED.dictionary)})),
        "3000 rows, 0 rejected",
    ),
    "events with 1 GB of text in 30 KB": (events_of_one_text(2000, 1, 1 << 19), "2000 rows, 0 rejected"),
    "events of thousands of parameters": (events_of_one_text(500, 5000, 100), "500 rows, 0 rejected"),
    "an event of 25 MB": (events_of_one_text(10, 25, 1 << 20), "it has an event of 25 MB."),
    "a text of 5 MB": (
        parquet(pa.table({"a": ["x" * (5 << 20)]})),
        "it has a value of 5242880 bytes in the column “a”.",
    ),
    "texts that are none": (
        parquet(pa.table({"a": pa.array([b"\xff\xfe"]).view(pa.string())})),
        "this Parquet file is damaged.",
    ),
    "6000 columns": (parquet(pa.table({f"c{number}": ["1"] for number in range(6000)})), "the header has 6000 columns"),
    "numbers that are none": (parquet(pa.table({"a": [float("nan"), 1.0, float("inf"), 1e300]})), "rows, 0 rejected"),
    "days before and after all others": (
        parquet(pa.table({"a": pa.array([-(10**9)], pa.date32())})),
        "",  # whatever Arrow makes of it, in one line
    ),
}


# What is no file


def vanished(path: Path) -> None:
    path.unlink(missing_ok=True)


def bound_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the names of sockets are short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


NO_FILES: dict[str, Case] = {
    "a folder": (lambda path: path.mkdir(), "this is no ordinary file. Take it away."),
    "a pipe": (os.mkfifo, "this is no ordinary file. Take it away."),
    "a socket": (bound_socket, "this is no ordinary file. Take it away."),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "this is no ordinary file. Take it away."),
    "a link to itself": (lambda path: path.symlink_to(path), "it can't be opened (Too many levels of symbolic links)."),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "it can't be opened (No such file or directory)."),
    "nothing": (vanished, "it can't be opened (No such file or directory)."),
}

CASES = {**WORKBOOKS, **TEXT_FILES, **MARKUP, **PARQUET, **NO_FILES}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_read_or_refused_by_one_line(case: str, reader: BoundedReader, tmp_path: Path) -> None:
    make, expected = CASES[case]
    path = tmp_path / "orders" / "export.csv"
    path.parent.mkdir()
    make(path)
    line = told(reader.read(path))
    shutil.rmtree(path.parent)  # some are large
    assert expected in line, line
    assert line.isprintable()
    assert "Traceback" not in line
    assert not Path("/tmp/tablo-was-here").exists()


NAMES = {
    "lines": "a\nb.csv",
    "a terminal's orders": "\x1b[2J\x1b]0;x\x07.csv",
    "from right to left": "\u202evsc.exe",
    "emoji": "🫖🫖.csv",
    "255 bytes": "я" * 125 + ".csvx",
    "bytes that are no text": os.fsdecode(b"\xff\xfe.csv"),
    "a name that climbs": "..csv",
    "an option": "-rf *.csv",
    "SQL": "'; drop table x; --.csv",
}


@pytest.mark.parametrize("case", NAMES)
def test_a_hostile_name_is_shown_in_readable_characters(case: str, reader: BoundedReader, tmp_path: Path) -> None:
    path = tmp_path / "orders" / NAMES[case]
    path.parent.mkdir()
    path.write_bytes(b"")
    line = told(reader.read(path))
    assert line.isprintable()
    assert line.startswith("orders/")
    assert line.endswith(": the file is empty. Export it again.")


@pytest.mark.parametrize("stream", ["Workbook", "EncryptedPackage", "nothing"])
def test_an_old_workbook_may_be_anything(
    stream: str, reader: BoundedReader, old_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    path = old_workbook(tmp_path / "orders" / "a.xls", {"1": [["a", "b"], ["1", 2.0]]}, stream_name=stream)
    content = path.read_bytes()
    chance = random.Random(stream)
    for _ in range(40):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 30)):
            broken[chance.randrange(8, len(broken))] = chance.randrange(256)
        path.write_bytes(broken[: chance.randrange(8, len(broken))] if chance.random() < 0.2 else broken)
        line = told(reader.read(path))
        assert "rows" in line or line.startswith("orders/a.xls: "), line
        assert line.isprintable()


# Old workbooks: each of these keeps some reader of .xls busy for ever, or takes gigabytes

NO_SECTOR = 0xFFFFFFFF


def numbers(content: bytearray, at: int, *values: int) -> None:
    struct.pack_into(f"<{len(values)}L", content, at, *values)


def branching_directory(content: bytearray) -> None:
    """Forty entries, each of which has the next one on both of its sides: a trillion ways through them."""
    first = len(content) // 512 - 1
    numbers(content, 48, first)
    for sector in range(first, first + 10):
        numbers(content, 512 + 4 * sector, sector + 1 if sector < first + 9 else 0xFFFFFFFE)
    root, stream = bytes(content[1024:1152]), bytes(content[1152:1280])
    for entry in range(1, 40):
        following = bytearray(stream)
        following[:4] = f"{entry:02}".encode("utf-16-le")
        numbers(following, 68, *(2 * [entry + 1 if entry < 39 else NO_SECTOR]))
        root += following
    content += root


def small_sectors_in_a_circle(content: bytearray) -> None:
    small = len(content) // 512 - 1
    numbers(content, 60, small + 1, 1)
    numbers(content, 512 + 4 * small, 0xFFFFFFFE, 0xFFFFFFFE)
    numbers(content, 1024 + 116, small, 512)
    numbers(content, 1152 + 116, 0, 100)
    content += bytes(512) + bytes(512)


def old_record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def doubling_names() -> bytes:
    """Each name is the one before it twice: a text of 137 GB."""
    records = b""
    for name in range(30):
        formula = struct.pack("<BHHBHHB", 0x23, name, 0, 0x23, name, 0, 8) if name else b"\x17\xff\0" + b"x" * 255
        records += old_record(0x18, struct.pack("<HBBH8x", 0, 0, 3, len(formula)) + b"\0n%02d" % name + formula)
    return records


def texts_that_step_back() -> bytes:
    """One text, behind which 8000 bytes less than none are to be skipped, two billion times."""
    text = struct.pack("<HBi", 8000, 4, -8007) + b"x" * 8000
    return old_record(0xFC, struct.pack("<LL", 1, 0x7FFFFFFF) + text + bytes(200))


def link_over_everything() -> bytes:
    head = struct.pack("<HHHH", 0, 65_535, 0, 255)
    return old_record(0x1B8, head + bytes.fromhex("d0c9ea79f9bace118c8200aa004ba90b") + struct.pack("<LL", 2, 0))


@pytest.mark.parametrize(
    ("records", "change", "line"),
    [
        ({}, branching_directory, "this is a document of the old Office, not a workbook."),
        ({}, small_sectors_in_a_circle, "this old .xls workbook is damaged."),
        ({"extra": doubling_names()}, None, "1 rows, 0 rejected"),
        ({"extra": texts_that_step_back()}, None, "this old .xls workbook is damaged."),
        ({"cells": link_over_everything()}, None, "1 rows, 0 rejected"),
    ],
    ids=["branching directory", "small sectors in a circle", "doubling names", "texts that step back", "a huge link"],
)
def test_an_old_workbook_that_grows_is_read_or_refused(
    records: dict[str, bytes],
    change: Callable[[bytearray], None] | None,
    line: str,
    reader: BoundedReader,
    old_workbook: Callable[..., Path],
    tmp_path: Path,
) -> None:
    path = old_workbook(tmp_path / "orders" / "a.xls", {"1": [["a"], ["1"]]}, **records)
    content = bytearray(path.read_bytes())
    if change:
        change(content)
    path.write_bytes(content)
    assert line in told(reader.read(path))


def told(outcome: dict[str, Any]) -> str:
    """What became of a file, on one line."""
    if "refused" in outcome:
        return str(outcome["refused"])
    counts = f"{outcome['columns']} columns, {outcome['rows']} rows, {outcome['rejected']} rejected"
    shown = outcome["reason"] or outcome["first"]
    return f"header {outcome['header']}, {counts.partition(', ')[2]}, {shown}, {counts}"
