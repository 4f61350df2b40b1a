"""A table may lie under titles, have two header rows, or end in totals: the layout says so, candidates find it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.encoding import choose_encoding
from connectors.files.layout import Candidate, Layout
from connectors.files.reading import open_file
from connectors.files.text_file import NEAR_THE_TOP, TextFile

REPORT = "Отчёт за май\nКампания: все\n\nДата;Расход\n2026-05-01;1,5\nИтого\n"
SURVEY = (
    "Respondent ID,Start Date,Which do you know?,,,Why?,Sex,,\n"
    ",,Samovar & Co,Kettle Ltd,Other (please specify),Open-Ended Response,Response,,\n"
    "1,05/01/2026,Samovar & Co,,,Taste,f,,\n"
)


def write(content: str | bytes, tmp_path: Path) -> Path:
    path = tmp_path / "spend" / "export.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(tmp_path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    path = tmp_path / "spend" / "export.xlsx"
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return path


def content(file: TextFile) -> tuple[tuple[str, ...], list[tuple[object, ...]], list[tuple[int, str]]]:
    """The header, rows with their line, refusals with theirs."""
    rows: list[tuple[object, ...]] = []
    refusals = []
    for piece in file.pieces:
        if isinstance(piece, Rows):
            rows += [(row["_line"], *(row[name] for name in file.header)) for row in piece.batch.to_pylist()]
        elif isinstance(piece, Rejected):
            refusals.append((piece.line, piece.reason))
    return file.header, rows, refusals


@pytest.mark.parametrize(
    ("text", "layout", "header", "rows"),
    [
        (
            REPORT,
            Layout(header_row=3, footer="Итого"),
            ("Дата", "Расход"),
            [(5, "2026-05-01", "1,5"), (6, "Итого", None)],
        ),
        ("Title;x\n;;\n\na;b\n1;2\n", Layout(header_row=2), ("a", "b"), [(5, "1", "2")]),
        ('"Title, of\ntwo lines"\na,b\n1,2\n', Layout(header_row=2), ("a", "b"), [(4, "1", "2")]),
        ('"A title" with quotes,x\na,b\n1,2\n', Layout(header_row=2), ("a", "b"), [(3, "1", "2")]),
        ("a|b,c\n1|2\n", Layout(delimiter="|"), ("a", "b,c"), [(2, "1", "2")]),
        (
            "a\tb\n1\t2\n \ttotal IN June\n",
            Layout(footer="total in"),
            ("a", "b"),
            [(2, "1", "2"), (3, None, "total IN June")],
        ),
        ("a;b;\n1;2;\nTotal;3\n", Layout(footer="^(Итого|Total)"), ("a", "b"), [(2, "1", "2"), (3, "Total", "3")]),
        ("a,b\n\n", Layout(), ("a", "b"), []),
        (
            SURVEY,
            Layout(header_rows=2),
            (
                "Respondent ID",
                "Start Date",
                "Which do you know?: Samovar & Co",
                "Which do you know?: Kettle Ltd",
                "Which do you know?: Other (please specify)",
                "Why?",
                "Sex",
            ),
            [(3, "1", "05/01/2026", "Samovar & Co", None, None, "Taste", "f")],
        ),
        (
            "Title\nQ,\nA,B,C\n1,2,3\n",
            Layout(header_row=2, header_rows=2),
            ("Q: A", "Q: B", "Q: C"),
            [(4, "1", "2", "3")],
        ),
        ("a,b\nResponse\n1,2\n", Layout(header_rows=2), ("a", "b"), [(3, "1", "2")]),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_csv_is_read_by_its_layout(
    text: str, layout: Layout, header: tuple[str, ...], rows: list[tuple[object, ...]], tmp_path: Path
) -> None:
    assert content(open_file(write(text, tmp_path)).table(layout)) == (header, rows, [])


def test_only_a_footer_may_be_narrower_than_the_header(tmp_path: Path) -> None:
    path = write("a,b\nTotal\nx\nTotal,1,2\n", tmp_path)
    _, rows, refusals = content(open_file(path).table(Layout(footer="Total")))
    assert rows == [(2, "Total", None)]
    assert refusals == [(3, "the row has 1 values, the header 2"), (4, "the row has 3 values, the header 2")]


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        (Layout(header_row=7), "spend/export.csv: it has no row 7, where its header should be. Export it again."),
        (Layout(header_row=5, header_rows=2), "spend/export.csv: it has no row 6, where its header should be. Export"),
    ],
)
def test_a_header_that_is_not_there_is_refused(layout: Layout, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        open_file(write(REPORT, tmp_path)).table(layout)
    assert str(refused.value).startswith(sentence)


def test_every_row_near_the_top_is_a_candidate_by_every_delimiter(tmp_path: Path) -> None:
    file = open_file(write("\ufeffОтчёт, май\n\nДата;Расход\n", tmp_path))
    assert list(file.candidates()) == [
        Candidate(("Отчёт", " май"), Layout(1, delimiter=",")),
        Candidate(("Отчёт, май",), Layout(1, delimiter=";")),
        Candidate(("Отчёт, май",), Layout(1, delimiter="\t")),
        Candidate(("Дата;Расход",), Layout(2, delimiter=",")),
        Candidate(("Дата", "Расход"), Layout(2, delimiter=";")),
        Candidate(("Дата;Расход",), Layout(2, delimiter="\t")),
    ]


def test_the_first_candidate_is_what_is_read_without_a_layout(tmp_path: Path) -> None:
    file = open_file(write("a;b,c;d\n1;2;3\n", tmp_path))
    first = next(iter(file.candidates()))
    assert first.cells == file.table().header == file.table(first.layout).header == ("a", "b,c", "d")


def test_a_given_delimiter_is_the_only_one(tmp_path: Path) -> None:
    file = open_file(write("a;b|c\n", tmp_path), delimiter="|")
    assert [each.cells for each in file.candidates()] == [("a;b", "c")]


def test_candidates_end_near_the_top_and_pass_over_what_is_broken(tmp_path: Path) -> None:
    file = open_file(write('"a"x\n' + "b\n" * 100, tmp_path), delimiter=",")
    found = [each.layout.header_row for each in file.candidates()]
    assert found == list(range(2, NEAR_THE_TOP + 1))


def test_candidates_of_a_workbook_are_those_of_all_its_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"О файле": [["Выгрузка"]], "Данные": [["Отчёт", "", ""], [], ["a", "b"], ["1", "2"]]})
    file = open_file(path)
    found = [(each.cells, each.layout) for each in file.candidates()]
    assert found == [
        (("Выгрузка",), Layout(1, sheet="О файле")),
        (("Отчёт",), Layout(1, sheet="Данные")),
        (("a", "b"), Layout(2, sheet="Данные")),
        (("1", "2"), Layout(3, sheet="Данные")),
    ]
    assert content(file.table(found[2][1])) == (("a", "b"), [(4, "1", "2")], [])
    assert content(file.table(Layout(2, 1, sheet="Данные"))) == (("a", "b"), [(4, "1", "2")], [])


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        open_file(workbook(tmp_path, {"май": [["a"]], "июнь": [["b"]]})).table(Layout(sheet="июль"))
    assert str(refused.value) == "spend/export.xlsx: it has no sheet “июль”. With data there are: “май”, “июнь”."


def test_a_workbook_has_two_header_rows_too(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"1": [["ID", "Which?", ""], ["", "A", "B"], ["7", "A", ""]]})
    assert content(open_file(path).table(Layout(header_rows=2))) == (
        ("ID", "Which?: A", "Which?: B"),
        [(3, "7", "A", None)],
        [],
    )


def test_a_parquet_file_has_one_candidate(tmp_path: Path) -> None:
    path = tmp_path / "spend" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"a": ["1"], " b": ["2"]}), path)
    file = open_file(path)
    (only,) = file.candidates()
    assert (only.cells, only.layout) == (("a", " b"), Layout())
    assert content(file.table(only.layout)) == (("a", "b"), [(1, "1", "2")], [])
    with pytest.raises(BadInput) as refused:
        file.table(Layout(header_row=2))
    assert str(refused.value) == "spend/a.parquet: a Parquet file has no header rows. Export it as CSV or XLSX."


def test_the_words_that_prove_cp1251_may_stand_below_a_title(tmp_path: Path) -> None:
    assert choose_encoding(write("Ёлки\n\nДата;Расход\n".encode("cp1251"), tmp_path), None) == "cp1251"


def test_words_far_below_the_top_prove_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        choose_encoding(write(("Ёлки\n" * NEAR_THE_TOP + "Дата\n").encode("cp1251"), tmp_path), None)
