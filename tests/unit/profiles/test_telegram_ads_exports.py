"""Telegram Ads: views and money come in two files, in any order; the month is told by the total alone."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
import yaml

from connectors.files.tables import TABLES
from sandbox.exports import telegram_ads

DAYS = telegram_ads.days()
DECIMALS = 4
SPENT = sum((round(row.spent, DECIMALS) for row in DAYS), Decimal(0))
FILES = {"stats.csv": telegram_ads.views_tsv(DAYS), "budget.csv": telegram_ads.spend_tsv(DAYS)}


@pytest.fixture(autouse=True)
def toncoin(box: Any) -> None:
    """What a company writes that pays in TON."""
    money = box.config / "money.yaml"
    said = yaml.safe_load(money.read_text(encoding="utf-8"))
    said["currency_names"]["ton"] = "TON"
    money.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def standing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of all deliveries that hold a key, the newest supplies its rows: the rule of the warehouse."""
    key = TABLES["ad_costs"].key
    newest = {tuple(row[name] for name in key): row["delivery"] for row in rows}
    return [row for row in rows if newest[tuple(row[name] for name in key)] == row["delivery"]]


@pytest.mark.parametrize("order", list(permutations(FILES)), ids=" then ".join)
def test_views_and_money_add_up_in_any_order(box: Any, order: tuple[str, ...]) -> None:
    for name in order:
        report = box.deliver("telegram", FILES[name], name)
        assert report.clean, report.sentence
    rows = standing(box.rows("ad_costs"))
    for day in DAYS:
        mine = [row for row in rows if row["date"] == day.day]
        assert sum(row["cost"] for row in mine) == round(day.spent, DECIMALS)
        assert sum(row["impressions"] or 0 for row in mine) == day.views
        assert sum(row["clicks"] or 0 for row in mine) == day.clicks
    assert {(row["source"], row["campaign"], row["currency"]) for row in rows} == {("telegram_ads", "telegram", "TON")}


def test_the_rows_of_both_files_differ_in_the_medium_so_that_neither_replaces_the_other(box: Any) -> None:
    for name, content in FILES.items():
        box.deliver("telegram", content, name)
    tags = {(row["source"], row["medium"]) for row in box.rows("ad_costs")}
    # one channel by the rules that come with the product: test_channel_shipped
    assert tags == {("telegram_ads", "cpc"), ("telegram_ads", "paid")}


def test_newer_files_replace_the_older_days(box: Any) -> None:
    for name, content in FILES.items():
        box.deliver("telegram", content, name)
    later = telegram_ads.days(number=5)
    box.deliver("telegram", telegram_ads.spend_tsv(later, ","), "budget (1).csv")
    box.deliver("telegram", telegram_ads.views_tsv(later, action="Joined", video=False), "stats (1).csv")
    rows = standing(box.rows("ad_costs"))
    assert sum(row["cost"] for row in rows) == sum(round(row.spent, DECIMALS) for row in later)
    assert sum(row["impressions"] or 0 for row in rows) == sum(row.views for row in later)


@pytest.mark.parametrize("mark", [".", ","])
def test_either_decimal_mark_is_understood(box: Any, mark: str) -> None:
    box.deliver("telegram", telegram_ads.spend_tsv(DAYS, mark))
    assert [row["cost"] for row in box.rows("ad_costs")] == [round(row.spent, DECIMALS) for row in DAYS]


@pytest.mark.parametrize(
    ("written", "kept"), [("1.23456", "1.2346"), ("0,0402", "0.0402"), ("1\u00a0234,5", "1234.5"), ("12", "12")]
)
def test_ton_is_rounded_to_the_four_decimals_of_amounts(box: Any, written: str, kept: str) -> None:
    report = box.deliver("telegram", f"date\tSpent budget, TON\n16 Jan 2026\t{written}\n")
    assert report.clean, report.sentence
    assert [row["cost"] for row in box.rows("ad_costs")] == [Decimal(kept)]


@pytest.mark.parametrize("written", ["1.2.3", "1,234.56", "free", "1E+3"])
def test_an_amount_that_is_none_is_refused_by_itself(box: Any, written: str) -> None:
    box.deliver("telegram", f"date\tSpent budget, TON\n16 Jan 2026\t{written}\n17 Jan 2026\t2\n")
    assert [row["date"] for row in box.rows("ad_costs")] == [date(2026, 1, 17)]
    assert [line for line, *_ in box.quarantine("ad_costs")] == [2]


def test_the_report_of_an_ad_has_views_and_money_in_one_file(box: Any) -> None:
    report = box.deliver("telegram_187", telegram_ads.ad_days_tsv(DAYS))
    assert report.clean, report.sentence
    rows = box.rows("ad_costs")
    assert [(row["date"], row["impressions"], row["cost"]) for row in rows] == [
        (d.day, d.views, round(d.spent, DECIMALS)) for d in DAYS
    ]
    (load,) = box.loads("ad_costs")
    assert (load.skipped, Decimal(load.money_loaded)) == ({"not_a_total": 1}, SPENT)


@pytest.mark.parametrize("mark", [".", ","])
def test_the_monthly_report_is_a_range_of_dates_that_its_total_tells(box: Any, mark: str) -> None:
    report = box.deliver("telegram", telegram_ads.month_tsv(mark=mark))
    assert report.clean, report.sentence
    rows = box.rows("ad_costs")
    assert {(row["date"], row["date_to"]) for row in rows} == {(date(2026, 6, 1), date(2026, 6, 30))}
    assert [(row["campaign"], row["impressions"], row["cost"]) for row in rows] == [
        *((ad.title, ad.views, ad.amount) for ad in telegram_ads.ADS),
        ("(none of the ads)", 0, Decimal(0)),
    ]
    assert Decimal(box.loads("ad_costs")[0].money_loaded) == sum(ad.amount for ad in telegram_ads.ADS)


def test_a_monthly_report_whose_ads_do_not_make_its_total_is_refused(box: Any) -> None:
    text = telegram_ads.month_tsv().decode().replace("12,3402", "12,3401", 1)
    box.deliver("telegram", text)
    assert box.rows("ad_costs") == []
    assert {reason for _, _, reason, _ in box.quarantine("ad_costs")} == {
        "the ads don't add up to the total below them"
    }


def test_a_monthly_report_without_its_total_is_refused(box: Any) -> None:
    text = "".join(telegram_ads.month_tsv().decode().splitlines(keepends=True)[:-1])
    box.deliver("telegram", text)
    assert box.rows("ad_costs") == []


def test_repeated_exports_load_once(box: Any) -> None:
    box.deliver("telegram", FILES["stats.csv"])
    assert box.deliver("telegram", FILES["stats.csv"], "stats (1).csv").repeated
