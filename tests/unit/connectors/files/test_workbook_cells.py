"""Every way in which a workbook writes a cell, as text."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files import workbook_strings
from connectors.files.layout import Layout
from connectors.files.reading import open_file
from connectors.files.workbook_formats import NumberKind, kind_of, kind_of_builtin, shown_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = """<numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm;@"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>
<xf numFmtId="49"/></cellXfs>"""


def workbook(
    tmp_path: Path, sheet: str, *, strings: str = "", book: str = "", strings_name: str = "sharedStrings.xml"
) -> Path:
    """A workbook of one sheet, whose XML is given."""
    path = tmp_path / "orders" / "a.xlsx"
    path.parent.mkdir(exist_ok=True)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}<sheets>'
        '<sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>',
        f"xl/{strings_name}": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": sheet
        if sheet.startswith("<?")
        else f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def data(*rows: str) -> str:
    header = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    )
    return f"<sheetData>{header}{''.join(rows)}</sheetData>"


def rows_of(path: Path, layout: Layout | None = None) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for piece in open_file(path).table(layout).pieces:
        assert isinstance(piece, Rows), piece
        found += [tuple(row.values()) for row in piece.batch.to_pylist()]
    return found


@pytest.mark.parametrize(
    ("cells", "a", "b"),
    [
        ('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>', "Чайник", "rich text"),
        ('<c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c>', "漢字", "two\r\nlines_x_"),
        ('<c r="A2"><v>17850</v></c><c r="B2"><v>0012.50</v></c>', "17850", "12.5"),
        ('<c r="A2"><v>2.5499999999999998</v></c><c r="B2"><v>-0.1</v></c>', "2.55", "-0.1"),
        (
            '<c r="A2"><v>1.03293E+19</v></c><c r="B2"><v>1628529640459314054</v></c>',
            "1.03293000000000E+19",
            "1.62852964045931E+18",
        ),
        ('<c r="A2"><v>1E-7</v></c><c r="B2"><v>1e400</v></c>', "0.0000001", "inf"),
        ('<c r="A2"><v>nan</v></c><c r="B2"><v>1_000</v></c>', "nan", "1_000"),
        ('<c r="A2" t="b"><v>1</v></c><c r="B2" t="b"><v>0</v></c>', "true", "false"),
        ('<c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#N/A", "#DIV/0!"),
        ('<c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>SUM(A1:A9)</f><v>45</v></c>', "#REF!", "45"),
        ('<c r="A2" t="str"><f>A1&amp;"x"</f><v>ax</v></c><c r="B2" t="d"><v>2026-10-05</v></c>', "ax", "2026-10-05"),
        ('<c r="A2" t="str"><v>=cmd|\' /C calc\'!A0</v></c>', "=cmd|' /C calc'!A0", None),
        (
            '<c r="A2" s="1"><v>46300</v></c><c r="B2" s="2"><v>46300.520833333336</v></c>',
            "2026-10-05",
            "2026-10-05 12:30:00",
        ),
        (
            '<c r="A2" s="2"><v>46300</v></c><c r="B2" s="1"><v>46300.5</v></c>',
            "2026-10-05 00:00:00",
            "2026-10-05 12:00:00",
        ),
        ('<c r="A2" s="99"><v>46300</v></c><c r="B2" s="3"><v>46300</v></c>', "46300", "46300"),
        ("<c><v>1</v></c><c><v>2</v></c>", "1", "2"),
        ('<c r="B2"><v>2</v></c><c r="A2"><v>1</v></c>', "1", "2"),
        ('<c r="A2" s="1"/><c r="B2"><v>2</v></c>', None, "2"),
        ('<c r="b2"><v>2</v></c>', None, "2"),
        ('<x:c xmlns:x="x" r="B2"><x:v>2</x:v></x:c>', None, "2"),
        ('<c r="A2" t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c>', "a b", None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_cell(cells: str, a: str | None, b: str | None, tmp_path: Path) -> None:
    strings = (
        "<si><t>Чайник</t></si><si><r><rPr><b/></rPr><t>rich </t></r><r><t>text</t></r></si>"
        "<si><t>漢字</t><rPh sb='0' eb='2'><t>かんじ</t></rPh></si><si><t>two_x000D_\nlines_x005F_x_</t></si>"
    )
    path = workbook(tmp_path, data(f'<row r="2">{cells}</row>'), strings=strings)
    assert rows_of(path) == [(a, b, 1, 2)]


def test_rows_are_where_they_say_or_below_the_last(tmp_path: Path) -> None:
    sheet = data('<row><c><v>1</v></c></row><row r="9"><c r="A9"><v>2</v></c></row><row><c><v>3</v></c></row>')
    assert [(row[0], row[-1]) for row in rows_of(workbook(tmp_path, sheet))] == [("1", 2), ("2", 9), ("3", 10)]


def test_a_merged_cell_has_its_value_in_its_first_place(tmp_path: Path) -> None:
    sheet = (
        data(
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>',
            '<row r="3"><c r="A3"/><c r="B3"><v>3</v></c></row>',
        )
        + '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    )
    assert rows_of(workbook(tmp_path, sheet)) == [("1", "2", 1, 2), (None, "3", 2, 3)]


def test_a_declared_range_is_not_believed(tmp_path: Path) -> None:
    sheet = '<dimension ref="A1:XFD1048576"/>' + data(
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    )
    assert rows_of(workbook(tmp_path, sheet)) == [("1", None, 1, 2), (None, "2", 2, 1_048_576)]


def test_days_since_1904(tmp_path: Path) -> None:
    sheet = data('<row r="2"><c r="A2" s="1"><v>0</v></c><c r="B2" s="1"><v>44838</v></c></row>')
    assert rows_of(workbook(tmp_path, sheet, book='<workbookPr date1904="1"/>')) == [("1904-01-01", "2026-10-05", 1, 2)]


def test_1c_writes_the_name_of_its_texts_with_a_capital(tmp_path: Path) -> None:
    sheet = data('<row r="2"><c r="A2" t="s"><v>0</v></c></row>')
    path = workbook(tmp_path, sheet, strings="<si><t>x</t></si>", strings_name="SharedStrings.xml")
    assert rows_of(path) == [("x", None, 1, 2)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ('<c r="XFE2"><v>1</v></c>', "the workbook is damaged: it has no column 16385. Export it again."),
        ('<c r="11"><v>1</v></c>', "the workbook is damaged: it has no cell 11. Export it again."),
        ('<c r="A2" t="s"><v>7</v></c>', "the workbook is damaged: it has no text 7. Export it again."),
        ('</row><row r="1048577">', "the workbook is damaged: it has no row 1048577. Export it again."),
        ("<c>" * 100, "its tags are nested more than 64 deep. Export it again."),
        ("<c><v><v><v>" * 40, "its tags are nested more than 64 deep. Export it again."),
    ],
)
def test_places_that_no_sheet_has_are_refused(cells: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        rows_of(workbook(tmp_path, data(f'<row r="2">{cells}</row>')))
    assert str(refused.value) == f"orders/a.xlsx: {sentence}"


def test_a_long_value_refuses_its_row(tmp_path: Path) -> None:
    sheet = data(
        f'<row r="2"><c t="inlineStr"><is><t>{"x" * 140_000}</t></is></c></row><row r="3"><c><v>1</v></c></row>'
    )
    rejected, rows = open_file(workbook(tmp_path, sheet)).table().pieces
    assert isinstance(rejected, Rejected)
    assert (rejected.line, rejected.reason) == (2, "a value is longer than 131 072 characters")
    assert isinstance(rows, Rows)
    assert rows.batch.num_rows == 1


@pytest.mark.parametrize("limit", ["MOST_TEXTS", "MOST_CHARACTERS"])
def test_more_text_than_can_be_held_is_refused(limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_strings, limit, 1)
    sheet = data('<row r="2"><c r="A2" t="s"><v>0</v></c></row>')
    with pytest.raises(BadInput) as refused:
        rows_of(workbook(tmp_path, sheet, strings="<si><t>x</t></si><si><t>y</t></si>"))
    assert str(refused.value) == "orders/a.xlsx: it has more text than can be held. Save it as CSV."


def test_hundreds_of_sheets_are_refused(tmp_path: Path) -> None:
    sheets = f"<sheets>{'<sheet/>' * 300}</sheets>"
    with pytest.raises(BadInput) as refused:
        rows_of(workbook(tmp_path, data(), book=sheets))
    assert str(refused.value) == "orders/a.xlsx: it has hundreds of sheets. Keep the one with the data."


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", NumberKind.NUMBER),
        ("0.00E+00", NumberKind.NUMBER),
        ('#,##0.00"руб/d"', NumberKind.NUMBER),
        ("#,##0.00\\ [$₽-419];[Red]-#,##0", NumberKind.NUMBER),
        ("@", NumberKind.NUMBER),
        ("dd.mm.yyyy", NumberKind.DATE),
        ("[$-419]mmmm yyyy;@", NumberKind.DATE),
        ("mmm", NumberKind.DATE),
        ("ДД.ММ.ГГГГ", NumberKind.DATE),
        ("yyyy-mm-dd hh:mm:ss", NumberKind.MOMENT),
        ("h:mm AM/PM", NumberKind.TIME),
        ("mm:ss.0", NumberKind.TIME),
        ("[h]:mm:ss", NumberKind.DURATION),
    ],
)
def test_what_a_format_shows(code: str, kind: NumberKind) -> None:
    assert kind_of(code) is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [("14", NumberKind.DATE), ("22", NumberKind.MOMENT), ("46", NumberKind.DURATION), ("x", NumberKind.NUMBER)],
)
def test_formats_that_excel_knows_by_number(number: str, kind: NumberKind) -> None:
    assert kind_of_builtin(number) is kind


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (59.0, NumberKind.DATE, "1900-02-28"),
        (60.0, NumberKind.DATE, "1900-02-29"),  # a day that Excel believes in; no cast does
        (61.0, NumberKind.DATE, "1900-03-01"),
        (-1.0, NumberKind.DATE, "-1"),
        (2_958_466.0, NumberKind.DATE, "2958466"),
        (2_958_465.9999999, NumberKind.MOMENT, "2958465.9999999"),
        (0.5, NumberKind.TIME, "12:00:00"),
        (46300.5, NumberKind.TIME, "2026-10-05 12:00:00"),
        (1.5, NumberKind.DURATION, "36:00:00"),
        (-0.25, NumberKind.DURATION, "-6:00:00"),
    ],
)
def test_a_number_as_its_format_shows_it(value: float, kind: NumberKind, text: str) -> None:
    assert shown_text(value, kind, since_1904=False) == text
