"""Cells of a broken export that stand where a number or a day should: what is somebody's name is masked for good."""

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.lake.privacy.misplaced import is_misplaced, without_misplaced

ONCE, OFTEN = 1, 40
CELLS: list[tuple[str, int, bool]] = [
    ("Иванов Иван", ONCE, True),
    ("ИВАНОВ ИВАН", OFTEN, True),
    ("Иванов", ONCE, True),
    ("просит звонить после шести вечера", ONCE, True),
    ("Ivan Petrov", ONCE, True),
    ("Открыта", OFTEN, False),
    ("не закрыта", ONCE, False),
    ("не закрыта", OFTEN, False),
    ("Да", ONCE, False),
    ("Нет", ONCE, False),
    ("05.10.2026", ONCE, False),
    ("16 Jan 2026", ONCE, False),
    ("Monday, 5 October 2026 at 12:00 PM", ONCE, False),
    ("5 октября 2026 года", ONCE, False),
    ("Понедельник, 5 Октября", ONCE, False),
    ("1 234,56 руб. 00 коп.", ONCE, False),
    ("100 р", ONCE, False),
    ("1,03293E+19", ONCE, False),
    ("12 Мая 2026 МСК", ONCE, False),
]


@pytest.mark.parametrize(("cell", "count", "misplaced"), CELLS)
def test_names_and_sentences_are_told_from_dates_and_amounts(cell: str, count: int, misplaced: bool) -> None:
    assert is_misplaced(cell, count) is misplaced


def test_what_the_mapping_says_itself_stays() -> None:
    column = pa.array(["Ещё Не Закрыта", "Иванов Иван", None, "05.10.2026"])
    known = "nullif(\"Закрыт\", 'Ещё Не Закрыта')"
    assert without_misplaced(column, known).to_pylist() == ["Ещё Не Закрыта", "xxxxxx xxxx", None, "05.10.2026"]


def archived(home: Any) -> list[dict[str, Any]]:
    (path,) = (home.root / "archive").rglob("*.parquet")
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def test_neither_archive_nor_quarantine_holds_a_name_that_slipped_into_a_date(home: Any) -> None:
    home.deliver("leads", "lead_id,created_at,closed_at,amount\n1,Иванов Иван,не закрыта,звонить Ивану после шести\n")
    (row,) = archived(home)
    assert row["created_at"] == "xxxxxx xxxx"
    assert row["closed_at"] == "не закрыта"
    assert row["amount"] == "xxxxxxx xxxxx xxxxx xxxxx"
    assert {text for *_, text in home.quarantine("leads")} >= {"xxxxxx xxxx", "xxxxxxx xxxxx xxxxx xxxxx"}


def test_a_mended_mapping_still_finds_in_the_archive_what_it_needs(home: Any) -> None:
    columns = {"lead_id": '"ID"', "created_at": '"Создан"', "closed_at": '"Закрыт"', "campaign": '"Кто"'}
    home.map("crm", tables={"leads": {"columns": columns}})
    report = home.deliver("crm", "ID,Создан,Закрыт,Кто\n1,16 Jan 2026,не закрыта,Иванов Иван\n")
    assert not report.clean
    columns |= {"closed_at": "nullif(\"Закрыт\", 'не закрыта')"}
    home.map("crm", tables={"leads": {"columns": columns}}, date_format="%d %b %Y")
    assert [report.clean for report in home.load()] == [True]
    (row,) = home.rows("leads")
    assert str(row["created_date"]) == "2026-01-16"
    assert row["campaign"] == "Иванов Иван", "a mapped text is what the mapping says"
