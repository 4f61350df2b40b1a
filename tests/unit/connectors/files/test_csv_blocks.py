"""The fast way through a CSV reads exactly what the strict way reads, or leaves the block to it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.common.stream import Rejected
from connectors.files import csv_text
from connectors.files.csv_blocks import parsed
from connectors.files.reading import read_file

HEADER = "a;b;c;\n"
PIECES = st.sampled_from(
    [
        '"',
        '""',
        ";",
        "\n",
        "\r\n",
        "\r",
        " ",
        "x",
        "Й",
        "\u00a0",
        "\u2028",
        '";"',
        '"\n',
        ';"',
        '"x"',
        "x;y;z;\n",
        ",",
        "\x1c",
    ]
)


def read(path: Path) -> list[Any]:
    """Refused rows and good ones, each in the order of the file; how they are mixed depends on the batches."""
    found: list[Any] = []
    refused: list[Any] = []
    for piece in read_file(path, "utf-8", ";").pieces:
        if isinstance(piece, Rejected):
            refused.append((piece.line, piece.reason, piece.text))
        else:
            found += [tuple(row.values()) for row in piece.batch.to_pylist()]
    return [*refused, *found]


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], list[Any]]:
    quick = read(path)
    with monkeypatch.context() as patched:
        patched.setattr(csv_text, "parsed", lambda *_: None)
        return quick, read(path)


@given(text=st.lists(PIECES, max_size=40).map("".join), block=st.sampled_from([1, 7, 1 << 22]))
@example(text='x;"a;b";"""q""";\n"";" ";"x\ny";\n', block=1 << 22)
@example(text='x;y;z;\n"a" ;b;c;\nx;y;z;\n', block=7)
@example(text='x;y;"never;\nx;y;z;\n', block=1)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_both_ways_read_the_same(text: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((HEADER + text).encode())
    monkeypatch.setattr(csv_text, "BLOCK", block)
    quick, strict = both_ways(path, monkeypatch)
    assert quick == strict


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('x;"a"b;c\n', "a closing quote is followed by text"),
        ('x;a"b;c\n', "a quote stands in a value"),
        ('x;"a;c\n', "a quote is never closed"),
        ("x;y\n", "a row is narrower than the header"),
        ("x;y;z\n\nx;y;z\n", "a line is blank"),
        ("x;y;z\n;;\n", "a row is empty"),
        ("x;y;z\rx;y;z\n", "a line ends in a lone return"),
        ("x;\0;z\n", "there are NUL bytes"),
        (f"x;{'y' * 200_000};z\n", "a value is longer than a record's limit"),
    ],
)
def test_a_block_that_is_not_plain_is_left_to_the_strict_way(text: str, why: str) -> None:
    assert parsed(text, ";", 3, 3) is None, why


def test_rows_keep_their_lines_where_values_hold_lines() -> None:
    block = parsed('x;"a\nb";z\nx;y;"c\r\nd\n"\nx;y;z', ";", 3, 3)
    assert block is not None
    assert (block.starts.tolist(), block.lines) == ([0, 2, 5], 6)
    assert block.columns[1].to_pylist() == ["a\nb", "y", "y"]


def test_a_value_beyond_the_last_header_is_left_to_the_strict_way() -> None:
    assert parsed("x;y;\n", ";", 2, 3) is not None
    assert parsed("x;y;z\n", ";", 2, 3) is None


def test_a_broken_row_in_a_large_file_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.csv"
    path.write_text(HEADER + "x;y;z;\n" * 1000 + 'x;"a"b;z;\n' + "x;y;z;\n" * 1000, encoding="utf-8")
    monkeypatch.setattr(csv_text, "BLOCK", 2000)
    quick, strict = both_ways(path, monkeypatch)
    assert quick == strict
    assert len(quick) == 2001
    assert [row[:2] for row in quick if len(row) == 3] == [(1002, "a closing quote is followed by text")]


@pytest.mark.parametrize(
    "below",
    ["".join(f"{i};v;w;\n" for i in range(12_000)), f"1;{'v' * 100};w;\n" * 2_000],
    ids=["more lines than a record has", "more text than a value has"],
)
def test_a_forgotten_quote_never_swallows_the_rows_below_it(
    below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one far below closes it: for Arrow all between them is one value, and nothing is wrong."""
    path = tmp_path / "file.csv"
    path.write_text(f'{HEADER}x;"forgotten;z;\n{below}x;closes";z;\n', encoding="utf-8")
    quick, strict = both_ways(path, monkeypatch)
    assert quick == strict
    assert len(quick) > below.count("\n")


@pytest.mark.parametrize("delimiter", ["¦", "•", "§", "|", "^"])
def test_any_character_may_be_the_delimiter(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a;b\nx;y\n".replace(";", delimiter), encoding="utf-8")
    (piece,) = read_file(path, "utf-8", delimiter).pieces
    assert not isinstance(piece, Rejected)
    assert piece.batch.to_pylist() == [{"a": "x", "b": "y", "_row": 1, "_line": 2}]


def test_a_byte_order_mark_inside_a_file_is_left_to_the_strict_way() -> None:
    assert parsed("\ufeffx;y;z\n", ";", 3, 3) is None
