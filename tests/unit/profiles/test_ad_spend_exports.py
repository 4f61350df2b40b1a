"""Spend of any system: Metrica's columns, with VAT and its rate said in the file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports import ad_expenses
from sandbox.exports.spend import spends, sums

SPENDS = spends()


@pytest.mark.parametrize(
    ("written", "rate", "included", "flag"),
    [
        ("22%", "0.22", "да", True),
        ("22", "0.22", "нет", False),
        ("0,22", "0.22", "1", True),
        ("0%", "0", "нет", False),
        ("0.5%", "0.005", "да", True),
        ("5", "0.05", "да", True),
        ("", None, "true", True),
    ],
)
def test_vat_and_its_rate_are_read_from_the_file(box: Any, written: str, rate: str, included: str, flag: bool) -> None:
    report = box.deliver("spend", ad_expenses.with_vat_csv(SPENDS, written, included))
    assert report.clean, report.sentence
    rows = box.rows("ad_costs")
    assert [(row["date"], row["campaign"], row["cost"], row["impressions"], row["clicks"]) for row in rows] == [
        (row.day, row.campaign, row.cost, row.impressions, row.clicks) for row in SPENDS
    ]
    wanted = None if rate is None else Decimal(rate)
    assert {(row["vat_included"], row["vat_rate"], row["currency"]) for row in rows} == {(flag, wanted, "RUB")}


def test_rows_that_do_not_say_whether_vat_is_in_follow_the_folder(box: Any) -> None:
    box.tell("spend", vat_included=True)
    box.deliver("spend", ad_expenses.with_vat_csv(SPENDS, "", ""))
    assert {row["vat_included"] for row in box.rows("ad_costs")} == {True}


def test_other_costs_have_a_type_and_may_be_periods(box: Any) -> None:
    header = "Date,UTMSource,Expenses,Currency,vat_included,cost_type\n"
    box.deliver("spend", header + "2026-10-01/2026-10-31,agency,50000,RUB,true,agency\n")
    (row,) = box.rows("ad_costs")
    assert (row["date"], row["date_to"], row["cost_type"], row["vat_included"]) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
        "agency",
        True,
    )


@pytest.mark.parametrize("rate", ["twenty", "-22", "1.5.1", "122%"])
def test_a_rate_that_is_none_refuses_its_rows(box: Any, rate: str) -> None:
    report = box.deliver("spend", ad_expenses.with_vat_csv(SPENDS[:2], rate).replace(rate.encode(), b"20 %", 1))
    assert len(box.rows("ad_costs")) == 1
    assert "no VAT rate: write it as 22% or 0.22" in report.sentence


def test_a_repeated_export_loads_once(box: Any) -> None:
    box.deliver("spend", ad_expenses.with_vat_csv(SPENDS))
    assert box.deliver("spend", ad_expenses.with_vat_csv(SPENDS), "again.csv").repeated
    assert sum(row["cost"] for row in box.rows("ad_costs")) == sums(SPENDS).cost
