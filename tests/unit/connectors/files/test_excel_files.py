"""XLSX: cells as the text that a CSV would hold. The workbooks are written by hand, as Excel stores them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.reading import read_file
from connectors.files.xls import cell_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY, MOMENT = "1", "2"  # styles

Cell = str | tuple[str, str]  # text, or (number as stored, style)


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], hidden: Sequence[str] = ()) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    states = dict.fromkeys(hidden, 'state="hidden"')
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}" {states.get(name, "")}/>'
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{links}<Relationship Id="rId99" Type="{RELATIONS}/styles" '
            'Target="styles.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
            "</styleSheet>",
        )
        for number, rows in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
    return path


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = []
    for number, cells in enumerate(rows, start=1):
        written = ""
        for column, cell in enumerate(cells):
            place = f"{chr(ord('A') + column)}{number}"
            if isinstance(cell, tuple):
                written += f'<c r="{place}" s="{cell[1]}"><v>{cell[0]}</v></c>'
            elif cell:
                written += f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        lines.append(f'<row r="{number}">{written}</row>' if written else "")
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def rows_of(path: Path) -> list[dict[str, object]]:
    return [row for piece in read_file(path).pieces if isinstance(piece, Rows) for row in piece.batch.to_pylist()]


def test_a_sheet_is_read_as_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "orders" / "export.xlsx",
        {
            "Заказы": [
                ["order_id", "Сумма ", "day", "at", "note", ""],
                ["0012", ("2.5499999999999998", "0"), ("46300", DAY), ("46300.520833333336", MOMENT), "a, b", ""],
                [("17850", "0"), ("1500", "0"), "", "", "", ""],
                ["", "", "", "", "", ""],
                ["x", ("0.30000000000000004", "0"), "", "", "", ""],
            ]
        },
    )
    assert read_file(path).header == ("order_id", "Сумма", "day", "at", "note")
    first, second, third = rows_of(path)
    assert (first["order_id"], first["Сумма"], first["note"]) == ("0012", "2.55", "a, b")
    assert str(first["day"]).startswith("2026-10-05")
    assert first["at"] == "2026-10-05 12:30:00"
    assert (second["order_id"], second["Сумма"], second["day"]) == ("17850", "1500", None)
    assert third["Сумма"] == "0.3"
    assert [row["_line"] for row in (first, second, third)] == [2, 3, 5]
    assert [row["_row"] for row in (first, second, third)] == [1, 2, 3]


def test_an_identifier_that_excel_destroyed_stays_recognisable(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads" / "a.xlsx", {"1": [["visitor_id"], [("1.6285296404593142E+18", "0")]]})
    assert rows_of(path)[0]["visitor_id"] == "1.62852964045931E+18"


def test_a_hidden_sheet_and_an_empty_one_do_not_count(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "orders" / "a.xlsx",
        {"lists": [["x"], ["y"]], "data": [["a"], ["1"]], "Лист3": []},
        hidden=["lists"],
    )
    assert read_file(path).header == ("a",)


def test_two_sheets_with_data_are_refused_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders" / "a.xlsx", {"май": [["a"], ["1"]], "июнь": [["a"], ["2"]]})
    with pytest.raises(BadInput) as refused:
        read_file(path)
    assert str(refused.value) == (
        "orders/a.xlsx: there are 2 sheets with data: “май”, “июнь”. Keep one, or save each as a file."
    )


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders" / "a.xlsx", {"Лист1": []})
    with pytest.raises(BadInput) as refused:
        read_file(path)
    assert str(refused.value) == "orders/a.xlsx: the file is empty. Export it again."


def test_a_value_beyond_the_header_refuses_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders" / "a.xlsx", {"1": [["a", ""], ["1", "note"], ["2", ""]]})
    pieces = list(read_file(path).pieces)
    refused = [piece for piece in pieces if not isinstance(piece, Rows)]
    assert [(each.line, each.reason, each.text) for each in refused] == [
        (2, "there is a value beyond the last header", "9 | xxxx")
    ]
    assert [row["a"] for row in rows_of(path)] == ["2"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders" / "a.xlsx", {"1": [["a"], ["1"]]})
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/x", "w", force_zip64=True) as bomb:
        for _ in range(600):
            bomb.write(b"\0" * (1 << 20))
    with pytest.raises(BadInput) as refused:
        read_file(path)
    assert str(refused.value) == (
        "orders/a.xlsx: the workbook unpacks to 600 MB, and at most 512 MB can be read. Save it as CSV."
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (5.0, "5"),
        (-0.5, "-0.5"),
        (1e-7, "0.0000001"),
        (123456789012345.0, "123456789012345"),
        (1234567890123456.0, "1.23456789012346E+15"),
        (date(2026, 10, 5), "2026-10-05"),
        (datetime(2026, 10, 5, 12, 29, 59, 999997), "2026-10-05 12:30:00"),
        (time(9, 5), "09:05:00"),
        ("", None),
        (" text ", " text "),
    ],
)
def test_a_cell_as_text(cell: bool | float | date | datetime | time | str, text: str | None) -> None:
    assert cell_text(cell) == text
