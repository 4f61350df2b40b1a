"""What counts as a sale or a refund, on which day, and for how much."""

import pytest

from pipelines.settings.configuration import VatRate

EVENTS = "event_type, date, revenue, cost_of_goods, gross_profit"


def test_a_sale_falls_on_the_day_it_was_paid_else_ordered(warehouse) -> None:
    warehouse.orders(
        {"id": "1", "at": "2026-10-05 12:00", "paid_at": "2026-11-02 10:00", "revenue": 100, "cost": 70},
        {"id": "2", "at": "2026-10-06 12:00", "revenue": 50, "cost": 20},
    )
    assert warehouse.read("core_sales_events", EVENTS) == [
        ("sale", "2026-10-06", 50.0, 20.0, 30.0),
        ("sale", "2026-11-02", 100.0, 70.0, 30.0),
    ]


@pytest.mark.parametrize(("at", "day"), [("2026-10-31 23:59:59", "2026-10-31"), ("2026-11-01 00:00:00", "2026-11-01")])
def test_midnight_divides_business_days(warehouse, at, day) -> None:
    warehouse.orders({"id": "1", "at": at, "revenue": 100})
    assert warehouse.one("core_sales_events", "date") == (day,)


@pytest.mark.parametrize("status", ["pending", "cancelled", "Cancelled"])
def test_pending_and_cancelled_orders_are_no_sales_and_neither_are_their_refunds(warehouse, status) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "status": status})
    warehouse.refunds({"order": "1", "at": "2026-10-06 12:00", "amount": 100})
    assert warehouse.read("core_sales_events", EVENTS) == []


def test_an_unknown_status_blocks(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "status": "Собирается"})
    assert warehouse.failing_checks("core_orders") == ["stages_are_known"]


def test_a_refund_has_its_own_day_and_returns_cost_only_where_the_goods_came_back(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": 60})
    warehouse.refunds(
        {"order": "1", "at": "2026-10-07 12:00", "amount": 40, "cost": 24},
        {"order": "1", "at": "2026-11-09 12:00", "amount": 10},
    )
    assert warehouse.read("core_sales_events", EVENTS) == [
        ("refund", "2026-10-07", -40.0, -24.0, -16.0),
        ("refund", "2026-11-09", -10.0, 0.0, -10.0),
        ("sale", "2026-10-05", 100.0, 60.0, 40.0),
    ]


def test_refunded_columns_of_an_order_are_shorthand_for_one_refund(warehouse) -> None:
    warehouse.orders(
        {
            "id": "1",
            "at": "2026-10-05 12:00",
            "revenue": 100,
            "status": "refunded",
            "refunded_at": "2026-10-20 12:00",
            "refunded_amount": 100,
        },
        {"id": "2", "at": "2026-10-05 12:00", "revenue": 80, "status": "refunded", "updated_at": "2026-10-25 12:00"},
    )
    assert warehouse.read("core_refunds", "order_id, refunded_date, amount_original, refund_id") == [
        ("1", "2026-10-20", 100.0, "(order)"),
        ("2", "2026-10-25", 80.0, "(order)"),
    ]


def test_refunds_that_were_brought_replace_the_shorthand(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "status": "refunded"})
    warehouse.refunds({"order": "1", "at": "2026-10-07 12:00", "amount": 100, "cost": 60})
    assert warehouse.read("core_refunds", "account, order_account, refund_id, amount_original, cost_original") == [
        ("refunds", "shop", "1", 100.0, 60.0)
    ]


def test_a_refund_finds_its_order_in_its_own_folder_first(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, folder="site")
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 7}, folder="market")
    warehouse.refunds({"order": "1", "at": "2026-10-07 12:00", "amount": 5}, folder="market")
    assert warehouse.read("core_refunds", "order_account, amount_original") == [("market", 5.0)]


def test_a_refund_that_fits_orders_of_two_other_folders_blocks(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, folder="site")
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 7}, folder="market")
    warehouse.refunds({"order": "1", "at": "2026-10-07 12:00", "amount": 5})
    assert warehouse.failing_checks("core_refunds") == ["the_order_is_found_once"]


def test_a_refund_without_an_order_is_told_and_not_counted(warehouse) -> None:
    warehouse.refunds({"order": "lost", "at": "2026-10-07 12:00", "amount": 5})
    assert warehouse.failing_checks("core_refunds") == ["refunds_have_an_order"]
    assert warehouse.read("core_refunds", "order_id") == []


def test_an_order_is_net_until_its_refunds_reach_its_revenue(warehouse) -> None:
    warehouse.orders(
        {"id": "1", "at": "2026-10-05 12:00", "revenue": 100},
        {"id": "2", "at": "2026-10-05 12:00", "revenue": 100},
        {"id": "3", "at": "2026-10-05 12:00", "revenue": 100, "status": "refunded"},
        {"id": "4", "at": "2026-10-05 12:00", "revenue": 100},
    )
    warehouse.refunds(
        {"order": "1", "at": "2026-10-07 12:00", "amount": 60},
        {"order": "1", "at": "2026-11-01 12:00", "amount": 40},
        {"order": "2", "at": "2026-10-07 12:00", "amount": 99.99},
        {"order": "3", "at": "2026-10-09 12:00", "amount": 90},
    )
    assert warehouse.read("core_orders", "order_id, is_sale, refunded_in_full_on") == [
        ("1", True, "2026-11-01"),
        ("2", True, None),
        ("3", True, "2026-10-09"),
        ("4", True, None),
    ]


def test_vat_is_taken_out_by_the_orders_own_rate_else_by_that_of_the_day(warehouse) -> None:
    warehouse.vat_rates = [VatRate(valid_from="2019-01-01", rate="0.2"), VatRate(valid_from="2026-01-01", rate="0.22")]
    gross = {"revenue": 122, "cost": 61, "vat_included": True}
    warehouse.orders(
        {"id": "1", "at": "2025-12-31 12:00", **gross},
        {"id": "2", "at": "2026-01-01 00:00", **gross},
        {"id": "3", "at": "2026-01-01 12:00", **gross, "vat_rate": 0.1},
        {"id": "4", "at": "2026-01-01 12:00", "revenue": 122, "cost": 61},
    )
    assert warehouse.read("core_sales_events", "order_id, revenue, cost_of_goods, vat_rate") == [
        ("1", 101.6667, 50.8333, 0.2),
        ("2", 100.0, 50.0, 0.22),
        ("3", 110.9091, 55.4545, 0.1),
        ("4", 122.0, 61.0, 0.22),
    ]


def test_a_refund_is_on_the_vat_basis_of_its_order(warehouse) -> None:
    warehouse.vat_rates = [VatRate(valid_from="2019-01-01", rate="0.2"), VatRate(valid_from="2026-01-01", rate="0.22")]
    warehouse.orders({"id": "1", "at": "2025-12-30 12:00", "revenue": 120, "vat_included": True})
    warehouse.refunds({"order": "1", "at": "2026-01-10 12:00", "amount": 120})
    assert warehouse.read("core_sales_events", "event_type, revenue") == [("refund", -100.0), ("sale", 100.0)]


def test_a_vat_rate_in_per_cent_blocks(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "vat_included": True, "vat_rate": 20})
    assert warehouse.failing_checks("core_sales_events") == ["vat_rates_are_fractions"]


def test_gross_profit_is_unknown_where_the_cost_is(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100})
    warehouse.refunds({"order": "1", "at": "2026-10-07 12:00", "amount": 40, "cost": 10})
    assert warehouse.read("core_sales_events", EVENTS) == [
        ("refund", "2026-10-07", -40.0, None, None),
        ("sale", "2026-10-05", 100.0, None, None),
    ]


@pytest.mark.parametrize(("second_cost", "cost"), [(30, 50.0), (None, None)])
def test_an_order_without_a_cost_has_that_of_its_lines_if_all_have_one(warehouse, second_cost, cost) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100})
    line = {"order_id": "1", "sku": "a", "quantity": 1, "revenue": 50}
    warehouse.load(
        "order_lines",
        [{**line, "line_no": 1, "cost_of_goods": 20}, {**line, "line_no": 2, "cost_of_goods": second_cost}],
    )
    assert warehouse.one("core_sales_events", "cost_of_goods") == (cost,)


RATES = [
    {"currency": "EUR", "date": "2026-10-01", "rate": 100, "source": "Банк"},
    {"currency": "евро", "date": "2026-10-05", "rate": 110, "source": "Банк"},
]


@pytest.mark.parametrize(
    ("day", "revenue", "rate_day"),
    [
        ("2026-10-01", 1000.0, "2026-10-01"),
        ("2026-10-04", 1000.0, "2026-10-01"),
        ("2026-10-05", 1100.0, "2026-10-05"),
        ("2026-10-15", 1100.0, "2026-10-05"),
    ],
)
def test_the_rate_of_the_day_or_the_last_one_within_ten_days(warehouse, day, revenue, rate_day) -> None:
    warehouse.load("exchange_rates", RATES, folder="rates")
    warehouse.orders({"id": "1", "at": f"{day} 12:00", "revenue": 10, "currency": "Евро"})
    assert warehouse.one(
        "core_sales_events", "revenue, amount_original, currency, exchange_rate_date, exchange_rate_source, status"
    ) == (revenue, 10.0, "EUR", rate_day, "Банк", "ok")


@pytest.mark.parametrize(("day", "currency"), [("2026-10-16", "EUR"), ("2026-09-30", "EUR"), ("2026-10-05", "USD")])
def test_a_missing_rate_blocks_and_is_never_one(warehouse, day, currency) -> None:
    warehouse.load("exchange_rates", RATES, folder="rates")
    warehouse.orders({"id": "1", "at": f"{day} 12:00", "revenue": 10, "currency": currency})
    assert warehouse.failing_checks("core_sales_events") == ["every_amount_has_an_exchange_rate"]
    assert warehouse.con.execute("select revenue, status from core.core_sales_events").fetchall() == [(None, "no_rate")]


def test_a_refund_is_a_transaction_of_its_own_day_with_its_own_rate(warehouse) -> None:
    warehouse.load("exchange_rates", RATES, folder="rates")
    warehouse.orders({"id": "1", "at": "2026-10-01 12:00", "revenue": 10, "currency": "EUR"})
    warehouse.refunds({"order": "1", "at": "2026-10-06 12:00", "amount": 10})
    assert warehouse.read("core_sales_events", "date, revenue") == [("2026-10-01", 1000.0), ("2026-10-06", -1100.0)]
    assert warehouse.one("core_orders", "refunded_in_full_on") == ("2026-10-06",)


def test_of_two_rates_of_one_day_the_later_arrival_counts(warehouse) -> None:
    for arrival, rate in ((1, 90), (2, 95)):
        row = {"currency": "USD", "date": "2026-10-05", "rate": rate}
        warehouse.load("exchange_rates", [row], folder=f"rates{arrival}", arrival=arrival)
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 2, "currency": "usd"})
    assert warehouse.one("core_sales_events", "revenue") == (190.0,)


@pytest.mark.parametrize("status", ["refunded", " Refunded "])
@pytest.mark.parametrize("amount", [None, 0])
def test_a_refunded_order_without_an_amount_is_refunded_whole(warehouse, status, amount) -> None:
    refunded = {"status": status, "refunded_at": "2026-10-20 12:00", "refunded_amount": amount}
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, **refunded})
    assert warehouse.read("core_sales_events", "date, revenue") == [("2026-10-05", 100.0), ("2026-10-20", -100.0)]
    assert warehouse.one("core_orders", "refunded_in_full_on") == ("2026-10-20",)


@pytest.mark.parametrize(
    ("amounts", "warnings"),
    [
        ([60, 40], []),
        ([100.01], ["refunds_stay_within_their_order"]),
        ([60, 50], ["refunds_stay_within_their_order"]),
        ([-40], ["refunds_are_positive"]),
    ],
)
def test_a_refund_that_can_not_be_is_told(warehouse, amounts, warnings) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100})
    warehouse.refunds(*({"order": "1", "at": "2026-10-07 12:00", "amount": amount} for amount in amounts))
    assert warehouse.failing_checks("core_refunds") == warnings


@pytest.mark.parametrize("currency", ["RUB", "EUR"])
@pytest.mark.parametrize("vat_included", [False, True])
def test_a_big_deal_has_room(warehouse, currency, vat_included) -> None:
    """DuckDB multiplies decimals of 18 digits in 18 digits, unless it is asked for more."""
    warehouse.load("exchange_rates", [{"currency": "EUR", "date": "2026-10-05", "rate": 1}], folder="rates")
    amounts = {"revenue": 12_000_000_000, "cost": 6_000_000_000, "currency": currency, "vat_included": vat_included}
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", **amounts})
    revenue = 10_000_000_000.0 if vat_included else 12_000_000_000.0
    assert warehouse.one("core_sales_events", "revenue, gross_profit") == (revenue, revenue / 2)


def test_lines_that_fit_orders_of_two_other_folders_block_and_are_no_cost_of_both(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, folder="site")
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 7}, folder="market")
    line = {"order_id": "1", "line_no": 1, "sku": "a", "quantity": 1, "revenue": 100, "cost_of_goods": 60}
    warehouse.load("order_lines", [line], folder="lines")
    assert warehouse.failing_checks("core_orders") == ["lines_are_of_one_order"]


def test_lines_find_their_order_in_their_own_folder_first(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100}, folder="site")
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 7}, folder="market")
    line = {"order_id": "1", "line_no": 1, "sku": "a", "quantity": 1, "revenue": 7, "cost_of_goods": 5}
    warehouse.load("order_lines", [line], folder="market")
    assert warehouse.read("core_orders", "account, cost_original") == [("market", 5.0), ("site", None)]


def test_a_refund_that_has_not_happened_moves_no_money_and_needs_no_exchange_rate(warehouse) -> None:
    warehouse.load("exchange_rates", [{"currency": "EUR", "date": "2026-11-20", "rate": 100}], folder="rates")
    warehouse.orders(
        {"id": "1", "at": "2026-11-20 12:00", "revenue": 10, "currency": "EUR"},
        {"id": "2", "at": "2026-11-20 12:00", "revenue": 10, "refunded_at": "2026-11-28 12:00"},
    )
    warehouse.refunds({"order": "1", "at": "2027-01-15 12:00", "amount": 10})
    assert warehouse.read("core_sales_events", "order_id, event_type, revenue") == [
        ("1", "sale", 1000.0),
        ("2", "sale", 10.0),
    ]
    assert warehouse.read("core_orders", "order_id, refunded_in_full_on") == [("1", None), ("2", None)]
    assert warehouse.failing_checks("core_refunds") == ["refunds_have_happened"]
