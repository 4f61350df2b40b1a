"""Rates of one unit of a currency to the reporting one: how long they serve, and which of them can't be."""

import pytest

WEEKENDS = [  # 2026-10-02 is a Friday
    ("2026-10-02", 100.0, "2026-10-02"),
    ("2026-10-03", 100.0, "2026-10-02"),
    ("2026-10-04", 100.0, "2026-10-02"),
    ("2026-10-05", 101.0, "2026-10-05"),
    ("2026-10-15", 101.0, "2026-10-05"),
]


def bring(warehouse, *rates, **where) -> None:
    keys = ("currency", "date", "rate")
    warehouse.load("exchange_rates", [dict(zip(keys, rate, strict=True)) for rate in rates], **where)


@pytest.mark.parametrize(("day", "rate", "rate_day"), WEEKENDS)
def test_fridays_rate_serves_on_sunday_and_the_last_one_for_ten_days(warehouse, day, rate, rate_day) -> None:
    bring(warehouse, ("EUR", "2026-10-02", 100), ("EUR", "2026-10-05", 101))
    warehouse.costs({"on": day, "cost": 1, "currency": "EUR"})
    columns = "cost, exchange_rate, exchange_rate_date, status"
    assert warehouse.one("core_ad_costs_daily", columns) == (rate, rate, rate_day, "ok")


@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-16"])
def test_a_day_before_the_first_rate_and_the_eleventh_after_the_last_block(warehouse, day) -> None:
    bring(warehouse, ("EUR", "2026-10-02", 100), ("EUR", "2026-10-05", 101))
    warehouse.costs({"on": day, "cost": 1, "currency": "EUR"})
    assert warehouse.failing_checks("core_ad_costs_daily") == ["every_amount_has_an_exchange_rate"]
    assert warehouse.said("core_ad_costs_daily")[0].startswith(
        f"EUR: there is no exchange rate for 1 amounts from {day} to {day}."
    )
    found = warehouse.con.execute("select cost, cost_gross, status from core.core_ad_costs_daily").fetchall()
    assert found == [(None, None, "no_rate")]


def test_a_rate_serves_over_the_new_year_and_a_leap_day(warehouse) -> None:
    bring(warehouse, ("EUR", "2023-12-29", 100), ("EUR", "2024-02-28", 110))
    days = ("2023-12-31", "2024-01-08", "2024-02-29", "2024-03-09")
    warehouse.costs(*({"on": day, "cost": 1, "currency": "EUR"} for day in days))
    assert warehouse.read("core_ad_costs_daily", "date, cost") == list(
        zip(days, (100.0, 100.0, 110.0, 110.0), strict=True)
    )


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((("KZT", "2026-10-01", "0.1612"), ("KZT", "2026-10-02", "0.1615")), []),
        (  # the second one is of 100 tenge, as central banks print it
            (("KZT", "2026-10-01", "0.1612"), ("KZT", "2026-10-02", "16.15")),
            ["KZT: the rate of 2026-10-02 is 16.15000000, after 0.16120000."],
        ),
        (
            (("KZT", "2026-10-01", "16.12"), ("KZT", "2026-10-02", "0.1615")),
            ["KZT: the rate of 2026-10-02 is 0.16150000, after 16.12000000."],
        ),
        ((("KZT", "2026-10-01", "0.1612"), ("KZT", "2026-12-02", "16.15")), []),  # nothing to compare with
        ((("KZT", "2026-10-01", "0.1612"), ("EUR", "2026-10-02", "100")), []),
        ((("EUR", "2026-10-01", 100), ("EUR", "2026-10-02", 999)), []),
    ],
)
def test_a_rate_of_a_hundred_units_beside_one_of_one_unit_blocks(warehouse, rates, said) -> None:
    bring(warehouse, *rates)
    mend = "A rate is of one unit: divide it by its nominal (10, 100, …)."
    assert warehouse.said("core_exchange_rates") == [f"{sentence} {mend}" for sentence in said]
    assert warehouse.failing_checks("core_exchange_rates") == (["rates_are_of_one_unit"] if said else [])


@pytest.mark.parametrize(("rate", "blocks"), [("1", False), ("84.9", True)])
def test_rates_to_another_currency_are_told_by_that_of_the_reporting_one(warehouse, rate, blocks) -> None:
    bring(warehouse, ("руб", "2026-10-01", rate), folder="rates")
    failing = ["rates_are_to_the_reporting_currency"] if blocks else []
    assert warehouse.failing_checks("core_exchange_rates") == failing
    assert [sentence.split(".")[0] for sentence in warehouse.said("core_exchange_rates")] == (
        ["rates: one RUB is said to be worth 84"] if blocks else []
    )


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_that_is_not_above_zero_blocks(warehouse, rate) -> None:
    bring(warehouse, ("EUR", "2026-10-01", rate))
    assert warehouse.failing_checks("core_exchange_rates") == ["rates_are_positive"]


def test_a_currency_that_has_no_iso_code_is_converted_by_the_name_that_the_company_gives_it(warehouse) -> None:
    warehouse.money = {"currency_names": {"ton": "TON", "тон": "TON"}}
    bring(warehouse, ("TON", "2026-10-01", "250.5"))
    warehouse.costs(
        {"on": "2026-10-01", "cost": 2, "currency": "Ton"},
        {"on": "2026-10-01", "cost": 2, "currency": " тон ", "campaign": "A"},
    )
    assert warehouse.read("core_ad_costs_daily", "currency, cost") == [("TON", 501.0), ("TON", 501.0)]


@pytest.mark.parametrize(("second", "blocks"), [("95", True), ("100", False)])
def test_two_rates_of_one_day_in_one_file_block_for_nobody_knows_which(warehouse, second, blocks) -> None:
    bring(warehouse, ("EUR", "2026-10-01", 100), ("евро", "2026-10-01", second), folder="rates")
    assert warehouse.said("core_exchange_rates") == (
        ["rates: EUR has 2 rates of 2026-10-01 in one file, from 95.00000000 to 100.00000000. Leave one."]
        if blocks
        else []
    )
