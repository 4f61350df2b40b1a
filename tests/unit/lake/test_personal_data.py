"""Five hundred people are planted in files; no byte of what stays on the disk knows one of them."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PEOPLE = 500


def phone(number: int) -> str:
    return f"79{160_000_000 + 7919 * number:09d}"


def email(number: int) -> str:
    return f"person.{number:03d}x@example-{number % 7}.ru"


def written(number: int) -> str:
    """The phone in the ways that people write it."""
    digits = phone(number)
    forms = (
        f"+{digits}",
        f"8 ({digits[1:4]}) {digits[4:7]}-{digits[7:9]}-{digits[9:]}",
        f"+7 {digits[1:4]} {digits[4:7]} {digits[7:9]} {digits[9:]}",
        digits[1:],
    )
    return forms[number % len(forms)]


def needles() -> list[str]:
    found = []
    for number in range(PEOPLE):
        found += [phone(number)[1:], written(number), email(number), email(number).split("@")[0]]
    return found


def everything(root: Path) -> str:
    """All text that the files of a folder hold: raw bytes, and the values of Parquet."""
    texts = []
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        texts += [str(path), path.read_bytes().decode("latin-1"), path.read_bytes().decode("utf-8", errors="ignore")]
        if path.suffix == ".parquet":
            texts.append(json.dumps(pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False))
    return "\n".join(texts).lower()


def leaks(root: Path) -> list[str]:
    text = everything(root)
    return [needle for needle in needles() if needle.lower() in text]


def plant(home: Any) -> None:
    home.map(
        "crm",
        tables={
            "leads": {
                "where": {"not_spam": "\"Комментарий\" <> 'спам'"},
                "columns": {
                    "lead_id": '"ID"',
                    "created_at": '"Создан"',
                    "contact": 'coalesce("E-mail", "Телефон")',
                    "visitor_id": '"Телефон"',
                    "campaign": '"Комментарий"',
                    "amount": '"Сумма"',
                },
            },
            "orders": {
                "group_by": ["order_id"],
                "columns": {
                    "order_id": '"ID"',
                    "customer_id": 'min("Телефон")',
                    "ordered_at": 'min("Создан")',
                    "revenue": 'sum(number("Сумма"))',
                    "currency": "'RUB'",
                },
            },
        },
    )
    rows = [
        ";".join(
            [
                str(number),
                "2026-10-05" if number % 5 else email(number),  # shifted cells end in the quarantine
                email(number).upper() if number % 3 else "",
                written(number),
                f"Имя {number}, писать на {email(number)} или {written(number) if number % 4 != 3 else ''}",
                "100" if number % 6 else written(number),
            ]
            + (["extra cell " + email(number)] if number % 50 == 0 else [])
        )
        for number in range(PEOPLE)
    ]
    home.drop("crm", f"export {email(1)}.csv", "ID;Создан;E-mail;Телефон;Комментарий;Сумма\n" + "\n".join(rows) + "\n")
    canonical = "lead_id,created_at,contact,comment,phone,landing\n" + "".join(
        f"c{number},2026-10-05,{written(number)},call {email(number)},{written(number)},"
        f"https://x.ru/?m={email(number).replace('@', '%40')}\n"
        for number in range(PEOPLE)
    )
    home.drop("leads", "leads.csv", canonical)


def test_no_byte_of_the_lake_the_archive_or_the_quarantine_knows_a_person(home: Any) -> None:
    plant(home)
    reports = home.load()
    assert [report.refused for report in reports] == [None, None]
    assert home.left() == []
    assert len(home.rows("leads")) > PEOPLE
    assert len(home.quarantine("leads")) > 50
    assert leaks(home.root) == []


def test_reports_name_nobody(home: Any) -> None:
    plant(home)
    told = "\n".join(report.sentence + report.file_name for report in home.load()).lower()
    assert [needle for needle in needles() if needle.lower() in told] == []


def test_equal_contacts_stay_equal_however_they_are_written(home: Any) -> None:
    home.deliver(
        "leads",
        "lead_id,created_at,contact\n1,2026-10-05,8 916 123-45-67\n2,2026-10-05,+79161234567\n3,2026-10-05,A@B.ru\n",
    )
    first, second, third = (row["contact"] for row in home.rows("leads"))
    assert first == second
    assert first.startswith("phone:")
    assert third.startswith("email:")


@pytest.mark.parametrize("container", ["text", "parquet", "file name"])
def test_the_scanner_finds_what_is_there(container: str, tmp_path: Path) -> None:
    """The positive control: without it, a scanner that sees nothing would pass."""
    assert leaks(tmp_path) == []
    if container == "text":
        (tmp_path / "arrivals.jsonl").write_text(f'{{"name": "{email(7)}"}}')
    elif container == "parquet":
        pq.write_table(pa.table({"a": [f"call {written(9)} now"] * 1000}), tmp_path / "x.parquet", compression="zstd")
    else:
        (tmp_path / f"{phone(3)}.csv").touch()
    assert leaks(tmp_path) != []


def test_without_a_key_a_file_with_contacts_is_refused_and_stays(home: Any) -> None:
    home.hash_key = None
    report = home.deliver("leads", "lead_id,created_at,contact\n1,2026-10-05,a@b.ru\n", "leads.csv")
    assert report.refused == (
        "leads/leads.csv: the column “contact” has contacts, and there is no key to hash them with. "
        "Set TABLO_HASH_KEY to a long random text, keep it, and run again."
    )
    assert home.left() == ["leads/leads.csv"]
    assert home.loads("leads") == []
    assert not list((home.root / "archive").rglob("*.parquet"))


def test_without_a_key_a_file_whose_contacts_are_empty_loads(home: Any) -> None:
    home.hash_key = None
    assert home.deliver("leads", "lead_id,created_at,contact\n1,2026-10-05,\n").clean
