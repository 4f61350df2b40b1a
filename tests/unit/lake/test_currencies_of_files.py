"""Currencies by names and codes, also such as ISO doesn't know, and rates that are printed for many units."""

from decimal import Decimal
from typing import Any

import pytest

HEADER = "date,source,cost,currency\n"
TON = {"toncoin": "TON", "Тон ": "TON"}


@pytest.mark.parametrize("written", ["TON", "ton", " Toncoin ", "ТОН"])
def test_a_code_that_the_company_names_is_understood(home: Any, written: str) -> None:
    home.currency_names = TON
    home.deliver("ad_costs", f"{HEADER}2026-10-05,telegram,1.5,{written}\n")
    assert [(row["cost"], row["currency"]) for row in home.rows("ad_costs")] == [(Decimal("1.5000"), "TON")]


def test_a_code_that_nobody_names_is_not(home: Any) -> None:
    home.currency_names = {}
    home.deliver("ad_costs", f"{HEADER}2026-10-05,telegram,1.5,TON\n2026-10-05,telegram,1.5,USD\n")
    assert [row["currency"] for row in home.rows("ad_costs")] == ["USD"]
    assert [refused[:3] for refused in home.quarantine("ad_costs")] == [(2, "currency", "unknown currency")]


def test_one_file_may_hold_many_currencies_and_both_vat_bases(home: Any) -> None:
    home.currency_names = TON
    rows = "2026-10-05,a,1,RUB,true\n2026-10-05,b,2,EUR,false\n2026-10-05,c,3,ton,\n"
    home.deliver("ad_costs", f"date,source,cost,currency,vat_included\n{rows}")
    found = [(row["source"], row["currency"], row["vat_included"]) for row in home.rows("ad_costs")]
    assert found == [("a", "RUB", True), ("b", "EUR", False), ("c", "TON", False)]


def test_a_rate_for_a_hundred_units_is_divided_by_its_nominal(home: Any) -> None:
    columns = {"currency": '"Код"', "date": '"Дата"', "rate": 'number("Курс") / number("Номинал")', "source": "'Банк'"}
    home.map("bank", tables={"exchange_rates": {"columns": columns}}, decimal=",", delimiter=";")
    home.deliver("bank", "Код;Дата;Номинал;Курс\nKZT;2026-09-26;100;16,1234\nUSD;2026-09-26;1;84,9057\n")
    assert [(row["currency"], row["rate"]) for row in home.rows("exchange_rates")] == [
        ("KZT", Decimal("0.16123400")),
        ("USD", Decimal("84.90570000")),
    ]
