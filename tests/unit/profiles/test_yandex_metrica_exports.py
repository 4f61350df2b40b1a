"""Metrica's expense file: days and periods of tags, without VAT."""

from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.exports import ad_expenses
from sandbox.exports.spend import spends, sums

SPENDS = spends()


def test_days_of_campaigns_keep_their_tags_and_are_without_vat(box: Any) -> None:
    report = box.deliver("expenses", ad_expenses.metrica_csv(SPENDS))
    assert report.clean, report.sentence
    rows = box.rows("ad_costs")
    assert [(row["date"], row["date_to"], row["campaign"], row["cost"], row["clicks"]) for row in rows] == [
        (row.day, None, row.campaign, row.cost, row.clicks) for row in SPENDS
    ]
    assert {(row["source"], row["medium"], row["currency"], row["vat_included"]) for row in rows} == {
        ("vk", "cpc", "RUB", False)
    }
    assert Decimal(box.loads("ad_costs")[0].money_loaded) == sums(SPENDS).cost


def test_a_period_is_a_range_of_dates(box: Any) -> None:
    box.deliver("expenses", ad_expenses.metrica_range_csv(SPENDS))
    (row,) = box.rows("ad_costs")
    assert (row["date"], row["date_to"]) == (date(2026, 10, 1), date(2026, 10, 5))
    assert (row["source"], row["medium"], row["campaign"]) == ("Google Ads", None, None)
    assert (row["cost"], row["clicks"]) == (sums(SPENDS).cost, sums(SPENDS).clicks)


def test_amounts_without_a_currency_are_in_that_of_the_folder(box: Any) -> None:
    box.tell("expenses", currency="KZT")
    box.deliver("expenses", ad_expenses.metrica_csv(SPENDS, currency=""))
    assert {row["currency"] for row in box.rows("ad_costs")} == {"KZT"}


def test_a_repeated_export_loads_once(box: Any) -> None:
    box.deliver("expenses", ad_expenses.metrica_csv(SPENDS))
    assert box.deliver("expenses", ad_expenses.metrica_csv(SPENDS), "again.csv").repeated


def test_a_day_that_is_none_is_refused_by_itself(box: Any) -> None:
    text = ad_expenses.metrica_csv(SPENDS).decode().replace("2026-10-01", "2026-13-01", 1)
    box.deliver("expenses", text)
    assert box.quarantine("ad_costs") == [(2, "date", "not a date", "9999-99-99")]
    assert len(box.rows("ad_costs")) == len(SPENDS) - 1
