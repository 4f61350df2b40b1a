"""Salesforce: a report with the lines under it in any locale, and the object itself; one opportunity has one id."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import salesforce

IDS = [each.id[:15] for each in salesforce.OPPORTUNITIES]
BRITISH = 'days stand before months in this file: say date_format: "%d/%m/%Y"'


def ids_and_days(box: Any) -> list[tuple[Any, ...]]:
    return [(row["order_id"], row["ordered_date"], row["paid_date"]) for row in box.rows("orders")]


DAYS = [
    (IDS[0], date(2026, 9, 28), date(2026, 10, 5)),
    (IDS[1], date(2026, 10, 1), None),
    (IDS[2], date(2026, 10, 3), date(2026, 10, 9)),
]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp1252", "utf-8"])
def test_the_lines_under_a_report_are_skipped_by_name_and_counted(box: Any, encoding: str) -> None:
    box.tell("salesforce", encoding=encoding)
    report = box.deliver("salesforce", salesforce.report_csv(encoding=encoding))
    assert report.clean, report.sentence
    for table in ("leads", "orders"):
        (load,) = box.loads(table)
        assert (load.rows_read, load.rows, load.skipped) == (9, 3, {"not_under_the_table": 6})
    assert ids_and_days(box) == DAYS
    assert [(row["lead_id"], row["status"], row["amount"], row["currency"]) for row in box.rows("leads")] == [
        (IDS[0], "Closed Won", Decimal("125000.5"), "USD"),
        (IDS[1], "Negotiation/Review", Decimal("8400"), "EUR"),
        (IDS[2], "Closed Lost", None, "USD"),
    ]
    assert [row["revenue"] for row in box.rows("orders")] == [Decimal("125000.5"), Decimal("8400"), Decimal(0)]
    first = box.rows("orders")[0]
    assert (first["source"], first["medium"], first["campaign"]) == ("google", "cpc", "tea")


def test_a_latin_file_without_its_encoding_is_refused_and_says_so(box: Any) -> None:
    report = box.deliver("salesforce", salesforce.report_csv())
    assert report.refused is not None
    assert "encoding" in report.refused


def test_accounts_are_customers_and_their_names_are_not_kept(box: Any) -> None:
    box.tell("salesforce", encoding="iso-8859-1")
    box.deliver("salesforce", salesforce.report_csv())
    assert [row["customer_id"] for row in box.rows("orders")] == [
        "0015g00000XyZaB",
        "0015g00000XyZab",
        box.token("Señor Té"),
    ]
    written = box.on_disk()
    for private in ("métropole", "leaves", "señor"):
        assert private not in written, private


def test_ids_that_differ_in_case_are_different_opportunities(box: Any) -> None:
    assert IDS[0].lower() == IDS[1].lower()
    box.deliver("salesforce", salesforce.object_csv())
    assert [row["order_id"] for row in box.rows("orders")] == IDS


def test_the_object_and_the_report_give_one_opportunity_one_id(box: Any) -> None:
    report = box.deliver("salesforce", salesforce.object_csv(), "object.csv")
    assert report.clean, report.sentence
    first = [(row["order_id"], row["customer_id"], row["paid_date"]) for row in box.rows("orders")]
    assert first == [
        (IDS[0], "0015g00000XyZaB", date(2026, 10, 5)),
        (IDS[1], "0015g00000XyZab", None),
        (IDS[2], f"opportunity {IDS[2]}", date(2026, 10, 9)),
    ]
    box.deliver("salesforce", salesforce.report_csv(encoding="utf-8"), "report.csv")
    assert [row["order_id"] for row in box.rows("orders")] == [*IDS, *IDS]


def test_german_days_are_understood_without_a_word(box: Any) -> None:
    assert box.deliver("salesforce", salesforce.report_csv(encoding="utf-8", day="de")).clean
    assert ids_and_days(box) == DAYS


def test_british_days_are_refused_before_they_are_misread(box: Any) -> None:
    """5/10/2026 is a day in both countries; one row with a 28th month betrays the file."""
    report = box.deliver("salesforce", salesforce.report_csv(encoding="utf-8", day="gb"))
    assert box.rows("orders") == []
    assert BRITISH in report.sentence


def test_british_days_are_read_where_the_company_says_so(box: Any) -> None:
    box.tell("salesforce", date_format="%d/%m/%Y")
    report = box.deliver("salesforce", salesforce.report_csv(encoding="utf-8", day="gb"))
    assert report.clean, report.sentence
    assert ids_and_days(box) == DAYS


def test_a_repeated_report_loads_once(box: Any) -> None:
    content = salesforce.report_csv(encoding="utf-8")
    box.deliver("salesforce", content)
    assert box.deliver("salesforce", content, "report (1).csv").repeated


def test_an_opportunity_without_a_stage_is_neither_skipped_nor_paid_by_default(box: Any) -> None:
    box.deliver("salesforce", salesforce.object_csv([replace(salesforce.OPPORTUNITIES[0], stage="")]))
    assert [row["status"] for row in box.rows("orders")] == ["(no stage)"]
