"""Every amount stands beside what it was and how it was converted; net and gross are both derived, and add up."""

from typing import Any

import pytest

from pipelines.settings.configuration import VatRate

RUSSIAN_VAT = [VatRate(valid_from="2019-01-01", rate="0.2"), VatRate(valid_from="2026-01-01", rate="0.22")]
RATES = [
    {"currency": "EUR", "date": "2025-12-30", "rate": 100, "source": "Банк"},
    {"currency": "EUR", "date": "2026-01-01", "rate": "100.5", "source": "Банк"},
    {"currency": "EUR", "date": "2026-01-10", "rate": 110, "source": "Банк"},
]
# day, amount, currency, VAT in it, rate of the file → net, VAT, gross, VAT rate, where it comes from
AMOUNTS = [
    ("2025-12-31", 122, "RUB", True, None, (101.6667, 20.3333, 122.0, 0.2, "company")),
    ("2026-01-01", 122, "RUB", True, None, (100.0, 22.0, 122.0, 0.22, "company")),
    ("2025-12-31", 100, "RUB", False, None, (100.0, 20.0, 120.0, 0.2, "company")),
    ("2026-01-01", 100, "RUB", False, None, (100.0, 22.0, 122.0, 0.22, "company")),
    ("2026-01-01", 110, "RUB", True, "0.1", (100.0, 10.0, 110.0, 0.1, "file")),
    ("2026-01-01", 100, "RUB", False, "0.1", (100.0, 10.0, 110.0, 0.1, "file")),
    ("2026-01-01", 100, "RUB", True, "0", (100.0, 0.0, 100.0, 0.0, "file")),
    ("2026-01-01", "12.20", "EUR", True, None, (1005.0, 221.1, 1226.1, 0.22, "company")),
    ("2026-01-01", 10, "EUR", False, None, (1005.0, 221.1, 1226.1, 0.22, "company")),
    ("2025-12-31", 12, "EUR", True, None, (1000.0, 200.0, 1200.0, 0.2, "company")),  # at the rate of 30 December
    ("2024-02-29", 60, "RUB", True, None, (50.0, 10.0, 60.0, 0.2, "company")),
    ("2026-01-01", "0.01", "RUB", True, None, (0.0082, 0.0018, 0.01, 0.22, "company")),
    ("2026-01-01", 0, "RUB", True, None, (0.0, 0.0, 0.0, 0.22, "company")),
]
BASIS = "vat_rate, vat_rate_source"


def russian(warehouse: Any) -> Any:
    warehouse.vat_rates = RUSSIAN_VAT
    warehouse.load("exchange_rates", RATES, folder="rates")
    return warehouse


def numbered(table: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """The rows of the table as (identifier, day, amount and its basis)."""
    keys = ("day", "amount", "currency", "vat_included", "vat_rate")
    return [(f"{n:02}", dict(zip(keys, row, strict=False))) for n, row in enumerate(table)]


EXPECTED = [(f"{n:02}", *row[-1]) for n, row in enumerate(AMOUNTS)]
ORIGINALS = [
    (f"{n:02}", float(amount), currency, included, "ok")
    for n, (_, amount, currency, included, *_) in enumerate(AMOUNTS)
]


def test_an_order_is_net_and_gross_and_so_is_its_cost(warehouse) -> None:
    russian(warehouse).orders(
        *(
            {"id": key, "at": f"{row.pop('day')} 12:00", "cost": row["amount"], "revenue": row.pop("amount"), **row}
            for key, row in numbered(AMOUNTS)
        )
    )
    for amount, original in (("revenue", "amount"), ("cost_of_goods", "cost")):
        columns = f"order_id, {amount}, {amount}_vat, {amount}_gross, {BASIS}"
        assert warehouse.read("core_sales_events", columns) == EXPECTED
        columns = f"order_id, {original}_original, currency, vat_included, status"
        assert warehouse.read("core_sales_events", columns) == ORIGINALS


def test_a_cost_is_net_and_gross(warehouse) -> None:
    russian(warehouse).costs(
        *({"campaign": key, "on": row.pop("day"), "cost": row.pop("amount"), **row} for key, row in numbered(AMOUNTS))
    )
    assert warehouse.read("core_ad_costs_daily", f"campaign, cost, cost_vat, cost_gross, {BASIS}") == EXPECTED
    columns = "campaign, cost_original, currency, vat_included, status"
    assert warehouse.read("core_ad_costs_daily", columns) == ORIGINALS


@pytest.mark.parametrize(
    ("currency", "facts"),
    [("RUB", (1.0, "2026-01-03", "reporting currency")), ("EUR", (100.5, "2026-01-01", "Банк"))],
)
def test_the_exchange_rate_stands_with_its_day_and_source(warehouse, currency, facts) -> None:
    russian(warehouse).orders({"id": "1", "at": "2026-01-03 12:00", "revenue": 10, "currency": currency})
    warehouse.costs({"on": "2026-01-03", "cost": 10, "currency": currency})
    columns = "exchange_rate, exchange_rate_date, exchange_rate_source"
    assert warehouse.one("core_sales_events", columns) == facts
    assert warehouse.one("core_ad_costs_daily", columns) == facts


def test_a_rate_without_a_source_has_the_folder_that_it_came_in(warehouse) -> None:
    warehouse.load("exchange_rates", [{"currency": "EUR", "date": "2026-10-05", "rate": 100}], folder="accounting")
    warehouse.costs({"on": "2026-10-05", "cost": 1, "currency": "EUR"})
    assert warehouse.one("core_ad_costs_daily", "exchange_rate_source") == ("inbox/accounting",)


def test_a_refund_of_this_year_is_on_the_vat_of_its_order_of_last_year_and_at_its_own_exchange_rate(warehouse) -> None:
    russian(warehouse).orders(
        {"id": "1", "at": "2025-12-30 12:00", "revenue": 120, "cost": 60, "currency": "EUR", "vat_included": True}
    )
    warehouse.refunds({"order": "1", "at": "2026-01-10 12:00", "amount": 60, "cost": 30})
    columns = f"event_type, date, revenue, revenue_vat, revenue_gross, cost_of_goods, exchange_rate_date, {BASIS}"
    assert warehouse.read("core_sales_events", columns) == [
        ("refund", "2026-01-10", -5500.0, -1100.0, -6600.0, -2750.0, "2026-01-10", 0.2, "company"),
        ("sale", "2025-12-30", 10000.0, 2000.0, 12000.0, 5000.0, "2025-12-30", 0.2, "company"),
    ]  # at the 22 % of the refund's day it would be −5409.8361
    columns = "order_id, amount_original, currency_original, vat_included, vat_rate"
    assert warehouse.read("core_refunds", columns) == [("1", 60.0, "EUR", True, None)]


def test_the_vat_of_a_sale_is_of_the_day_it_was_paid(warehouse) -> None:
    russian(warehouse).orders(
        {"id": "1", "at": "2025-12-31 23:00", "paid_at": "2026-01-01 01:00", "revenue": 122, "vat_included": True}
    )
    assert warehouse.one("core_sales_events", "date, revenue, vat_rate") == ("2026-01-01", 100.0, 0.22)


def test_orders_of_several_currencies_and_vat_bases_add_up_after_conversion(warehouse) -> None:
    russian(warehouse).orders(
        {"id": "1", "at": "2026-01-01 12:00", "revenue": 122, "vat_included": True},
        {"id": "2", "at": "2026-01-01 12:00", "revenue": 100},
        {"id": "3", "at": "2026-01-01 12:00", "revenue": "12.20", "currency": "EUR", "vat_included": True},
    )
    assert warehouse.one("core_sales_daily", "revenue") == (1205.0,)
    assert warehouse.one("core_sales_events", "sum(revenue_gross)") == (1470.1,)


def test_salaries_bear_no_vat_unless_the_file_says_so(warehouse) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    salary = {"on": "2026-01-15", "cost": 122, "type": "salary", "vat_included": True}
    warehouse.costs(salary | {"campaign": "A"}, salary | {"campaign": "B", "vat_rate": "0.22"})
    columns = f"campaign, cost, cost_vat, cost_gross, {BASIS}"
    assert warehouse.read("core_ad_costs_daily", columns) == [
        ("A", 122.0, 0.0, 122.0, 0.0, "vat_free"),
        ("B", 100.0, 22.0, 122.0, 0.22, "file"),
    ]


def test_types_without_vat_are_configured(warehouse) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    warehouse.money = {"vat_free_costs": ["production"]}
    warehouse.costs(*({"on": "2026-01-15", "cost": 100, "type": name} for name in ("production", "salary")))
    assert warehouse.read("core_ad_costs_daily", "cost_type, cost_gross") == [("production", 100.0), ("salary", 122.0)]


# ---- what blocks, and what is said


@pytest.mark.parametrize("vat_included", [True, False])
def test_a_day_before_the_first_vat_rate_blocks_sales(warehouse, vat_included) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    order = {"revenue": 100, "vat_included": vat_included}
    warehouse.orders({"id": "1", "at": "2018-12-31 12:00", **order}, {"id": "2", "at": "2019-01-01 12:00", **order})
    assert warehouse.failing_checks("core_sales_events") == ["every_amount_has_a_vat_rate"]
    assert warehouse.said("core_sales_events") == [
        "There is no VAT rate for 1 amounts of sales from 2018-12-31 to 2018-12-31, in shop, such as order 1. "
        "Add a rate that is valid by then to vat_rates in money.yaml, or a vat_rate to the file."
    ]


def test_a_day_before_the_first_vat_rate_blocks_costs_and_a_rate_of_the_file_frees_them(warehouse) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    cost = {"on": "2018-12-30", "to": "2019-01-01", "cost": 354, "vat_included": True}
    warehouse.costs(cost, cost | {"campaign": "A", "vat_rate": "0.18"}, cost | {"campaign": "B", "type": "salary"})
    assert warehouse.failing_checks("core_ad_costs_daily") == ["every_amount_has_a_vat_rate"]
    assert warehouse.said("core_ad_costs_daily")[0].startswith(
        "There is no VAT rate for 2 amounts from 2018-12-30 to 2018-12-31, in costs."
    )


def test_a_missing_exchange_rate_is_said_by_currency_and_days(warehouse) -> None:
    russian(warehouse).orders(
        {"id": "1", "at": "2026-01-01 12:00", "revenue": 1, "currency": "EUR"},
        {"id": "2", "at": "2026-02-01 12:00", "revenue": 1, "currency": "EUR"},
        {"id": "3", "at": "2026-02-03 12:00", "revenue": 1, "currency": "EUR"},
        {"id": "4", "at": "2026-01-01 12:00", "revenue": 1, "currency": "USD"},
    )
    warehouse.costs({"on": "2026-01-01", "cost": 1, "currency": "USD"})
    mend = "Bring exchange_rates of these days; a rate serves for ten days after its own."
    assert warehouse.said("core_sales_events") == [
        f"EUR: there is no exchange rate for 2 amounts from 2026-02-01 to 2026-02-03, such as order 2. {mend}",
        f"USD: there is no exchange rate for 1 amounts from 2026-01-01 to 2026-01-01, such as order 4. {mend}",
    ]
    assert warehouse.said("core_ad_costs_daily") == [
        f"USD: there is no exchange rate for 1 amounts from 2026-01-01 to 2026-01-01. {mend}"
    ]


@pytest.mark.parametrize("rate", [20, -1, 1])
def test_a_vat_rate_that_is_no_share_blocks_costs_too(warehouse, rate) -> None:
    warehouse.costs({"on": "2026-01-01", "cost": 1, "vat_included": False, "vat_rate": rate})
    assert warehouse.failing_checks("core_ad_costs_daily") == ["vat_rates_are_fractions"]


# ---- lines are on the basis of their order


def lines(warehouse: Any, vat_rate: str | None, orders: list[float], of_lines: list[float]) -> None:
    shop = {"at": "2026-01-15 12:00", "vat_included": True, "vat_rate": vat_rate}
    warehouse.orders(*({"id": str(n), "revenue": amount, **shop} for n, amount in enumerate(orders)))
    line = {"line_no": 1, "sku": "a", "quantity": 1}
    warehouse.load(
        "order_lines", [{"order_id": str(n), "revenue": amount, **line} for n, amount in enumerate(of_lines)]
    )


@pytest.mark.parametrize(
    ("vat_rate", "orders", "of_lines", "blocks"),
    [
        (None, [122, 244], [122, 244], False),
        (None, [122, 244], [100, 200], True),  # lines without VAT
        (None, [100, 200], [122, 244], True),  # orders without VAT
        (None, [122, 500, 700], [100, 500, 700], False),  # one by chance, such as delivery
        (None, [122, 500], [100, 490], True),
        (None, [122, 500], [110, 490], False),  # discounts
        ("0", [122], [100], False),
        (None, [], [], False),
    ],
)
def test_lines_without_the_vat_of_their_orders_block(warehouse, vat_rate, orders, of_lines, blocks) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    lines(warehouse, vat_rate, orders, of_lines)
    failing = ["lines_are_on_the_vat_basis_of_their_orders"] if blocks else []
    assert warehouse.failing_checks("core_sales_events") == failing


def test_what_is_said_of_lines_without_vat(warehouse) -> None:
    warehouse.vat_rates = RUSSIAN_VAT
    lines(warehouse, None, [122, 244], [100, 200])
    assert warehouse.said("core_sales_events") == [
        "shop: in 2 of 2 orders, such as 0, the lines differ from the order by exactly its VAT. "
        "Bring both with VAT, or both without."
    ]
