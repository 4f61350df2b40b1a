"""The old .xls, read by calamine and looked over before."""

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.layout import Layout
from connectors.files.reading import open_file

DAY = b"d" + struct.pack("<d", 46300)


def rows_of(path: Path) -> list[dict[str, object]]:
    return [
        row for piece in open_file(path).table().pieces if isinstance(piece, Rows) for row in piece.batch.to_pylist()
    ]


def record(kind: int, *numbers: int, layout: str) -> bytes:
    body = struct.pack(layout, *numbers)
    return struct.pack("<HH", kind, len(body)) + body


def test_a_sheet_is_read_as_text(old_workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = old_workbook(
        tmp_path / "orders" / "a.xls",
        {
            "Лист1": [["Номер", "Сумма", "День", "да", ""], [], ["0012", 2.55, DAY, True], [17850.0, b"\x2a", b"\x17"]],
            "скрытый": [["x"]],
        },
        hidden=["скрытый"],
    )
    assert open_file(path).table().header == ("Номер", "Сумма", "День", "да")
    assert [tuple(row.values()) for row in rows_of(path)] == [
        ("0012", "2.55", "2026-10-05", "true", 1, 3),
        ("17850", "#N/A", "#REF!", None, 2, 4),
    ]


def test_sheets_with_data_are_told_apart(old_workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = old_workbook(tmp_path / "orders" / "a.xls", {"май": [["a"], ["1"]], "пусто": [], "июнь": [["b"], [b"\x07"]]})
    file = open_file(path)
    assert [(each.layout.sheet, each.layout.header_row, each.cells) for each in file.candidates()] == [
        ("май", 1, ("a",)),
        ("май", 2, ("1",)),
        ("июнь", 1, ("b",)),
        ("июнь", 2, ("#DIV/0!",)),
    ]
    assert file.table(Layout(sheet="июнь")).header == ("b",)
    with pytest.raises(BadInput) as refused:
        file.table()
    assert "there are 2 sheets with data: “май”, “июнь”." in str(refused.value)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"extra": record(0x2F, 1, layout="<H52x")}, "this workbook has a password. Save it without one."),
        ({"stream_name": "EncryptedPackage"}, "this workbook has a password. Save it without one."),
        (
            {"stream_name": "WordDocument"},
            "this is a document of the old Office, not a workbook. Save it as .xlsx.",
        ),
        (
            {"cells": record(0x0203, 65_000, 60_000, 0, 0, layout="<HHHQ")},
            "this old .xls workbook is damaged. Save it as .xlsx.",
        ),
        (
            {"cells": record(0x0203, 65_535, 255, 0, 0, layout="<HHHQ")},
            "this old .xls workbook is damaged. Save it as .xlsx.",
        ),
        (
            {"cells": record(0x0200, 0, 4_000_000_000, 0, 60_000, 0, layout="<LLHHH")},
            "this old .xls workbook is damaged. Save it as .xlsx.",
        ),
    ],
    ids=["password", "new kind with a password", "a letter", "no such column", "far apart", "declared huge"],
)
def test_what_can_not_be_read_is_refused(
    told: dict[str, bytes | str], sentence: str, old_workbook: Callable[..., Path], tmp_path: Path
) -> None:
    path = old_workbook(tmp_path / "orders" / "a.xls", {"1": [["a"], ["1"]]}, **told)
    with pytest.raises(BadInput) as refused:
        open_file(path)
    assert str(refused.value) == f"orders/a.xls: {sentence}"


def test_one_that_is_huge_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "orders" / "a.xls"
    path.parent.mkdir()
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    os.truncate(path, 2 << 30)
    with pytest.raises(BadInput) as refused:
        open_file(path)
    assert str(refused.value) == (
        "orders/a.xls: this old .xls workbook has 2048 MB, and at most 128 MB can be read. Save it as .xlsx."
    )


@pytest.mark.parametrize("at", [600, 1024 + 20, 1024 + 300, 2000, 5000])
def test_a_damaged_one_is_one_sentence_or_its_rows(at: int, old_workbook: Callable[..., Path], tmp_path: Path) -> None:
    path = old_workbook(tmp_path / "orders" / "a.xls", {"1": [["a", "b"], ["1", 2.0]] * 40})
    content = path.read_bytes()
    for broken in (content[:at], content[:at] + b"\xff" * 40 + content[at + 40 :]):
        path.write_bytes(broken)
        outcome = rows_or_sentence(path)
        assert isinstance(outcome, list) or (outcome.startswith("orders/a.xls: ") and "\n" not in outcome)


def rows_or_sentence(path: Path) -> list[dict[str, object]] | str:
    try:
        return rows_of(path)
    except BadInput as refused:
        return str(refused)
