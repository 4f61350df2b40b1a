"""A file that is nearly an export, and isn't: refused or told, never silently taken for it."""

from decimal import Decimal
from typing import Any

import pytest


def test_a_list_of_orders_with_their_rates_is_no_table_of_rates(box: Any) -> None:
    header = "Номер;Дата;Контрагент;Сумма;Валюта;Курс"
    report = box.deliver("list", f"{header}\n1;05.10.2026;ООО Ромашка;100;USD;91,5\n2;05.10.2026;ИП Лютик;100;USD;93\n")
    assert "nothing says what this file is" in report.refused
    assert box.loads("exchange_rates") == []


def test_deals_without_a_budget_are_no_deals_of_zero(box: Any) -> None:
    report = box.deliver(
        "amo", "ID,Название сделки,Этап сделки,Дата создания,Цена договора\n1,а,б,05.10.2026 10:00:00,100\n"
    )
    assert "amoCRM deals without a column for “amount”" in report.refused
    assert box.loads("orders") == []


def test_spend_that_has_lost_its_column_of_vat_is_told(box: Any) -> None:
    """Without it the file is Metrica's, whose amounts are without VAT."""
    header = "Date,UTMSource,UTMMedium,UTMCampaign,Expenses,Clicks"
    box.deliver("spend", f"{header},vat_included\n2026-10-05,vk,cpc,brand,120,3,да\n", "a.csv")
    report = box.deliver("spend", f"{header}\n2026-10-06,vk,cpc,brand,120,3\n", "b.csv")
    assert report.drift == (
        "the file before it was read as Advertising spend, this one is read as Metrica expenses: "
        "see whether that is meant.",
        "the column “vat_included” is missing. It was read: export it again, or what it fed stays empty.",
    )


def test_two_kinds_of_files_in_one_folder_are_no_drift(box: Any) -> None:
    box.deliver("tg", "date\tViews\tClicks\tActions\n05 Oct 2026\t10\t1\t0\n", "views.csv")
    report = box.deliver("tg", "date\tSpent budget, TON\n05 Oct 2026\t1.5\n", "spend.csv")
    assert (report.refused, report.drift) == (None, ())


SPEND = 'Дата;Кампания;Показы;Клики;"Потрачено всего, ₽"\n05.10.2026;а;{views};2;{cost}\n'


@pytest.mark.parametrize(
    ("views", "cost", "reason"),
    [
        ("1000", "1,234", "cost: thousands or a fraction: say `decimal` in config/sources, “.” or “,”"),
        ("1000", "-12.000", "cost: thousands or a fraction: say `decimal` in config/sources, “.” or “,”"),
        ("12,000", "5", "impressions: not a whole number"),
        ("12.000", "5", "impressions: not a whole number"),
    ],
)
def test_thousands_are_never_taken_for_fractions(box: Any, views: str, cost: str, reason: str) -> None:
    box.deliver("vk", SPEND.format(views=views, cost=cost))
    assert box.rows("ad_costs") == []
    assert [f"{column}: {why}" for _, column, why, _ in box.quarantine("ad_costs")] == [reason]


@pytest.mark.parametrize(
    ("cost", "expected"), [("0,125", "0.125"), ("1234,5", "1234.5"), ("1 234,567", "1234.567"), ("1,2345", "1.2345")]
)
def test_what_can_only_be_a_fraction_is_one(box: Any, cost: str, expected: str) -> None:
    box.deliver("vk", SPEND.format(views="1", cost=cost))
    assert [row["cost"] for row in box.rows("ad_costs")] == [Decimal(expected)]


def test_a_folder_that_says_its_decimal_mark_has_no_doubt(box: Any) -> None:
    box.tell("vk", decimal=",")
    box.deliver("vk", SPEND.format(views="1", cost="1,234"))
    assert [row["cost"] for row in box.rows("ad_costs")] == [Decimal("1.234")]


@pytest.mark.parametrize(
    ("folder", "content", "export"),
    [
        ("hubspot", "Record ID,Deal Stage,Create Date,Deal value\n1,won,2026-10-05 10:00,100\n", "HubSpot deals"),
        (
            "salesforce",
            "Opportunity ID,Stage,Close Date,Created Date,Value\n006A,won,10/05/2026,10/05/2026,100\n",
            "Salesforce opportunities",
        ),
    ],
)
def test_deals_without_amounts_are_refused_with_the_line_that_mends_it(
    box: Any, folder: str, content: str, export: str
) -> None:
    """Else leads come and orders don't, or come without money."""
    assert f"{export} without a column for “" in box.deliver(folder, content).refused
    assert box.loads("leads") == []
