"""Pages with a table, as Bitrix24 writes what it calls Excel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.layout import Layout
from connectors.files.reading import open_file

BITRIX = """\
<html>
<head>
<title>Сделки</title>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<style>td {{mso-number-format:\\@;}} .number0 {{mso-number-format:0;}}</style>
</head>
<body><table border="1">
<thead><tr><th>ID</th><th>Название сделки</th><th>Сумма</th></tr></thead>
<tbody><tr>
<td>17</td>
<td>Чайник &laquo;Тула&raquo; &amp; Co</td>
<td class="number0">1500.75</td>
</tr><tr><td>16</td><td></td><td>5</td></tr></tbody>
</table></body></html>
"""


def write(content: str | bytes, tmp_path: Path) -> Path:
    path = tmp_path / "crm" / "DEAL_20260501.xls"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(path: Path, layout: Layout | None = None) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    file = open_file(path).table(layout)
    return file.header, [(row["_line"], *(row[name] for name in file.header)) for row in rows_of(file.pieces)]


def rows_of(pieces: Iterator[Rows | Rejected]) -> Iterator[dict[str, object]]:
    for piece in pieces:
        assert isinstance(piece, Rows), piece
        yield from piece.batch.to_pylist()


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("windows-1251", "cp1251"),
        ("windows-1251", "utf-8"),  # what is UTF-8 is UTF-8
        ("UTF-8", "cp1251"),  # known words prove it
        ("", "cp1251"),
        ("no-such-thing", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_bitrix_calls_it_excel(charset: str, codec: str, tmp_path: Path) -> None:
    path = write(BITRIX.format(charset=charset).encode(codec), tmp_path)
    assert table(path) == (
        ("ID", "Название сделки", "Сумма"),
        [(2, "17", "Чайник «Тула» & Co", "1500.75"), (3, "16", None, "5")],
    )


def test_the_page_says_its_encoding_where_no_known_word_does(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><table><tr><td>Ёлка</td></tr><tr><td>да</td></tr></table>'
    assert table(write(page.encode("cp1251"), tmp_path)) == (("Ёлка",), [(2, "да")])
    with pytest.raises(BadInput) as refused:
        table(write(page.replace("windows-1251", "x").encode("cp1251"), tmp_path))
    assert "line 1 is not UTF-8" in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ("<td>1</td><td>2</td>", ("1", "2")),
        ("<TD>1</TD><TD>2</TD>", ("1", "2")),
        ("<td>1<td>2", ("1", "2")),
        ("<th>1</th><td>2</td>", ("1", "2")),
        ("<td>1</td>", ("1", None)),
        ("<td>1</td><td>2</td><td> </td>", ("1", "2")),
        ("<td> a\n  b\t c </td><td>&#1071;&#x42F;&quot;</td>", ("a b c", 'ЯЯ"')),
        ("<td>a<br>b<br/>c</td><td><div>d</div><div>e</div></td>", ("a\nb\nc", "d\n\ne")),
        ("<td><b>a</b><span>b <i>c</i></span></td><td><a href='x'>d</a></td>", ("ab c", "d")),
        ("<td>1&nbsp;234,5</td><td>1\u00a0234,5</td>", ("1\u00a0234,5", "1\u00a0234,5")),
        ("<td>0012</td><td>1628529640459314054</td>", ("0012", "1628529640459314054")),
        ("<td colspan=2>x</td>", ("x", None)),
        ("<td><!-- no -->a</td><td><script>alert('no')</script>b</td>", ("a", "b")),
        ("<td><table><tr><td>in</td><td>side</td></tr></table></td><td>x</td>", ("inside", "x")),
        ("<td>=cmd|' /C calc'!A0</td><td>&lt;b&gt;</td>", ("=cmd|' /C calc'!A0", "<b>")),
        ("<td>a & b</td><td>a < b</td>", ("a & b", "a < b")),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_cell_is_the_text_that_a_browser_shows(cells: str, row: tuple[str | None, ...], tmp_path: Path) -> None:
    page = f"<table><tr><td>a</td><td>b</td></tr><tr>{cells}</tr></table>"
    assert table(write(page, tmp_path)) == (("a", "b"), [(2, *row)])


def test_a_merged_cell_keeps_the_columns_in_place(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td rowspan=2>1</td><td>2</td><td>3</td></tr>"
        "<tr><td>4</td><td>5</td></tr><tr><td>6</td><td>7</td><td>8</td></tr></table>"
    )
    assert table(write(page, tmp_path))[1] == [(2, "1", "2", "3"), (3, None, "4", "5"), (4, "6", "7", "8")]


def test_titles_and_empty_rows_keep_their_numbers(tmp_path: Path) -> None:
    page = (
        "<p>Отчёт<table><tr><td colspan=2>За май</td></tr><tr></tr><tr><th>a</th><th>b</th></tr>"
        "<tr><td>1</td></tr></table>"
    )
    path = write(page, tmp_path)
    found = [(each.cells, each.layout.header_row) for each in open_file(path).candidates()]
    assert found == [(("За май", ""), 1), (("a", "b"), 2), (("1",), 3)]
    assert table(path, Layout(header_row=2)) == (("a", "b"), [(4, "1", None)])


def test_several_tables_are_told_apart_by_the_layout(tmp_path: Path) -> None:
    path = write(
        "<table><tr><td>x</td></tr></table><table></table><table><tr><td>a</td></tr><tr><td>1</table>", tmp_path
    )
    layouts = {each.cells: each.layout for each in open_file(path).candidates()}
    assert table(path, layouts[("a",)]) == (("a",), [(3, "1")])
    with pytest.raises(BadInput) as refused:
        table(path)
    assert str(refused.value) == (
        "crm/DEAL_20260501.xls: there are 2 tables with data: “1”, “3”. Keep one, or save each as a file."
    )


def test_a_value_beyond_the_header_refuses_its_row(tmp_path: Path) -> None:
    path = write("<table><tr><td>a</td></tr><tr><td>1</td><td>note</td></tr><tr><td>2</td></tr></table>", tmp_path)
    first, rows = open_file(path).table().pieces
    assert isinstance(first, Rejected)
    assert (first.line, first.reason, first.text) == (2, "there is a value beyond the last header", "9 | xxxx")
    assert isinstance(rows, Rows)
    assert rows.batch.num_rows == 1


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            "<html><body><h1>Not found</h1></body></html>",
            "this is a web page without a table. Export it as CSV or XLSX.",
        ),
        (
            "<!DOCTYPE html><html><form><table><tr><td>Логин</td></tr></table><input type='password'></form></html>",
            "this is a login page, not an export. Log in and export it again.",
        ),
        (
            "<table><tr><td>a</td></tr><tr><td>1</td></tr><tr><td>2",
            "its table never ends: the file is cut off. Export it again.",
        ),
        (
            "<table><tr><td>a\0</td></tr></table>",
            "line 1 has NUL bytes: this is not a text file. Export it again as CSV or XLSX.",
        ),
    ],
)
def test_a_page_that_is_no_export_is_refused(page: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        list(open_file(write(page, tmp_path)).table().pieces)
    assert str(refused.value) == f"crm/DEAL_20260501.xls: {sentence}"


def test_a_long_page_comes_in_batches(tmp_path: Path) -> None:
    rows = "".join(f"<tr>\n<td>{number}</td><td>Чайник</td></tr>\n" for number in range(60_000))
    path = write(f"<table><tr><th>ID</th><th>Название</th></tr>{rows}</table>", tmp_path)
    sizes = [piece.batch.num_rows for piece in open_file(path).table().pieces if isinstance(piece, Rows)]
    assert sizes == [50_000, 10_000]
