"""CSV: strict, all text, every row either read or refused."""

from pathlib import Path

import pytest

from connectors.common.stream import Rejected, Rows
from connectors.files.reading import read_file


def read(path: Path, **told: str) -> tuple[tuple[str, ...], list[dict[str, object]], list[Rejected]]:
    file = read_file(path, **told)
    rows: list[dict[str, object]] = []
    rejects: list[Rejected] = []
    for piece in file.pieces:
        if isinstance(piece, Rows):
            rows += piece.batch.to_pylist()
        else:
            rejects.append(piece)
    return file.header, rows, rejects


def cells(text: str | bytes, tmp_path: Path, **told: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The header, and each row without its place."""
    header, rows, rejects = read(write(text, tmp_path), **told)
    assert not rejects
    return header, [tuple(row[name] for name in header) for row in rows]


def write(text: str | bytes, tmp_path: Path) -> Path:
    path = tmp_path / "orders" / "export.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("a,b\n1,2\n", ("a", "b"), [("1", "2")]),
        ("a;b\r\n1;2\r\n", ("a", "b"), [("1", "2")]),
        ("a\tb\n1\t2", ("a", "b"), [("1", "2")]),
        ("a;b\n1,5;2,5\n", ("a", "b"), [("1,5", "2,5")]),
        ("a,b\n0012,1500.750\n", ("a", "b"), [("0012", "1500.750")]),
        ('a,b\n"1,5","say ""no"""\n', ("a", "b"), [("1,5", 'say "no"')]),
        ('a,b\n"two\nlines",x\n', ("a", "b"), [("two\nlines", "x")]),
        ("a,b\n,x\n  ,y\n", ("a", "b"), [(None, "x"), (None, "y")]),
        ("\ufeffa,b\n1,2\n", ("a", "b"), [("1", "2")]),
        ("a,b\n\n1,2\n\n", ("a", "b"), [("1", "2")]),
        ("Бюджет ,\u00a0ID\n1,2\n", ("Бюджет", "ID"), [("1", "2")]),
        ("a;b;\n1;2;\n3;4;\n", ("a", "b"), [("1", "2"), ("3", "4")]),
        ("a;b;\n1;2\n", ("a", "b"), [("1", "2")]),
        ("id,tid,ID,id\n1,2,3,4\n", ("id", "tid", "ID_2", "id_3"), [("1", "2", "3", "4")]),
        ("id,id_2,id\n1,2,3\n", ("id", "id_2", "id_3"), [("1", "2", "3")]),
        ("a,,c\n1,2,3\n", ("a", "column_2", "c"), [("1", "2", "3")]),
        ("_row,a\n7,1\n", ("_row_2", "a"), [("7", "1")]),
        ("a,b\u2028c\n1,x\u2028y\n", ("a", "b\u2028c"), [("1", "x\u2028y")]),
        ("a,b\n", ("a", "b"), []),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_is_read_as_the_text_that_it_holds(
    text: str, header: tuple[str, ...], rows: list[tuple[object, ...]], tmp_path: Path
) -> None:
    assert cells(text, tmp_path) == (header, rows)


def test_a_given_delimiter_wins_over_the_header(tmp_path: Path) -> None:
    assert cells("a;b|c\n1;2|3\n", tmp_path, delimiter="|") == (("a;b", "c"), [("1;2", "3")])


def test_the_delimiter_is_told_by_the_header_and_never_by_values(tmp_path: Path) -> None:
    assert cells("a;b\n1,2,3,4;5,6,7,8\n", tmp_path)[0] == ("a", "b")


@pytest.mark.parametrize(
    ("text", "line", "reason", "shape", "kept"),
    [
        ("a,b\n1,2\n3\n5,6\n", 3, "the row has 1 values, the header 2", "9", ["1", "5"]),
        ("a,b\n1,2,3\n5,6\n", 2, "the row has 3 values, the header 2", "9,9,9", ["5"]),
        ("a;b;\n1;2;x\n5;6;\n", 2, "there is a value beyond the last header", "9;9;x", ["5"]),
        ('a,b\n"1"x,2\n5,6\n', 2, "a closing quote is followed by text", '"9"x,9', ["5"]),
        # the open quote swallows the next line up to its quote: only its own line is lost
        ('a,b\n1,"kettle 5\n3,"x"\n5,6\n', 2, "a closing quote is followed by text", '9,"xxxxxx 9', ["3", "5"]),
        ('a,b\n1,2\n3,"open\n5,6\n', 3, "a quote is opened and never closed", '9,"xxxx', ["1", "5"]),
        ('a,b\n1,"' + "x" * 140_000 + '"\n5,6\n', 2, "a value is longer than 131 072 characters", None, ["5"]),
    ],
    ids=["too short", "too long", "beyond the header", "text after a quote", "open quote", "open to the end", "long"],
)
def test_a_broken_row_is_refused_and_every_other_row_is_read(
    text: str, line: int, reason: str, shape: str | None, kept: list[str], tmp_path: Path
) -> None:
    header, rows, (reject,) = read(write(text, tmp_path))
    assert (reject.where, reject.line, reject.column) == ("orders/export.csv", line, None)
    assert reject.reason.startswith(reason)
    assert shape is None or reject.text == shape
    assert [row[header[0]] for row in rows] == kept


def test_rows_know_their_number_and_their_line_in_the_file(tmp_path: Path) -> None:
    _, rows, rejects = read(write('a,b\n"x\ny",1\n\nragged\nz,2\n', tmp_path))
    assert [(row["_row"], row["_line"]) for row in rows] == [(1, 2), (3, 6)]
    assert [reject.line for reject in rejects] == [5]


def test_a_long_file_comes_in_batches_of_megabytes(tmp_path: Path) -> None:
    path = write("a,b\n" + "1,2\n" * 1_200_000, tmp_path)
    sizes = [piece.batch.num_rows for piece in read_file(path).pieces if isinstance(piece, Rows)]
    assert sum(sizes) == 1_200_000
    assert len(sizes) == 2


def test_wide_rows_make_small_batches(tmp_path: Path) -> None:
    path = write("a,b\n" + f"1,{'x' * 100_000}\n" * 400, tmp_path)
    sizes = [piece.batch.num_rows for piece in read_file(path).pieces if isinstance(piece, Rows)]
    assert sum(sizes) == 400
    assert max(sizes) < 200
