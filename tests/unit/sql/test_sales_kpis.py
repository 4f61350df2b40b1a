"""Net sales, the plan, the average order: golden numbers, and the articles' printed formulas that are not ours."""

import pytest

VALUE = "period, value, status"
OPENING = {"id": "first", "customer": "Z", "at": "2025-10-01 12:00", "revenue": 1000, "cost": 700}
CLOSING = {"id": "last", "customer": "Z", "at": "2026-11-20 12:00", "revenue": 10, "cost": 5}


def order(number, day, revenue=100, **more):
    return {"id": str(number), "at": f"{day} 12:00", "revenue": revenue, **more}


def plan(period, target, version=1, role="company", kpi="net_sales"):
    approved = {"approved_at": "2025-09-20 12:00", "version": version}
    return {"role": role, "kpi_code": kpi, "period": period, "target": target, **approved}


def kpi(warehouse, code, period, columns="value, status", member="all"):
    return warehouse.one("kpi_values", columns, f"kpi_code = '{code}' and period = '{period}' and member = '{member}'")


def test_net_sales_are_sales_less_refunds_each_in_its_own_period(warehouse) -> None:
    warehouse.orders(OPENING, order(1, "2026-09-30", 500), order(2, "2026-10-01", 300), CLOSING)
    warehouse.refunds({"order": "1", "at": "2026-10-15 12:00", "amount": 120})
    periods = "('2026-09', '2026-10', '2026-Q3', '2026-Q4', '2026', '2026-10-15', '2026-W42')"
    assert warehouse.read("kpi_values", VALUE, f"kpi_code = 'net_sales' and period in {periods}") == [
        ("2026", 690.0, "ok"),
        ("2026-09", 500.0, "ok"),
        ("2026-10", 180.0, "ok"),
        ("2026-10-15", -120.0, "ok"),
        ("2026-Q3", 500.0, "ok"),
        ("2026-Q4", 190.0, "ok"),
        ("2026-W42", -120.0, "ok"),
    ]


def test_a_day_without_sales_is_zero_and_a_day_before_the_data_is_unknown(warehouse) -> None:
    warehouse.orders(OPENING, CLOSING)
    days = "kpi_code = 'net_sales' and period in ('2025-09-30', '2025-10-02', '2025-09')"
    assert warehouse.read("kpi_values", VALUE, days) == [
        ("2025-09", None, "no_data"),
        ("2025-09-30", None, "no_data"),
        ("2025-10-02", 0.0, "ok"),
    ]


def test_net_sales_have_no_denominator(warehouse) -> None:
    warehouse.orders(OPENING, order(1, "2026-10-01", 300), CLOSING)
    columns = "numerator, denominator, unit, sample_size, ci_low"
    assert kpi(warehouse, "net_sales", "2026-10", columns) == (300.0, None, "money", 1, None)


def test_attainment_is_fact_by_plan_and_not_the_deviation_that_the_article_prints(warehouse) -> None:
    warehouse.load("plans", [plan("2026-10", 1000)])
    warehouse.orders(OPENING, order(1, "2026-10-01", 900), CLOSING)
    value, status = kpi(warehouse, "sales_plan_attainment", "2026-10")
    assert (value, status) == (90.0, "ok")
    assert value != (900 / 1000 - 1) * 100  # A1: "выполнение" by a formula that gives −10 %


@pytest.mark.parametrize(
    ("plans", "value", "status"),
    [
        ([], None, "no_plan"),
        ([plan("2026-10", 0)], None, "no_plan"),
        ([plan("2026-10", -5)], None, "no_plan"),
        ([plan("2026-10", 1000), plan("2026-10", 1200, version=2)], 75.0, "ok"),
        ([plan("2026-10", 1000, role="marketing_director")], None, "no_plan"),
        ([plan("2026-10", 1000, kpi="gross_profit")], None, "no_plan"),
        ([plan("2026-Q4", 1000)], None, "no_plan"),
    ],
)
def test_the_plan_is_the_companys_greatest_version_for_this_very_period(warehouse, plans, value, status) -> None:
    warehouse.load("plans", plans)
    warehouse.orders(OPENING, order(1, "2026-10-01", 900), CLOSING)
    assert kpi(warehouse, "sales_plan_attainment", "2026-10") == (value, status)


def test_days_are_compared_with_a_plan_only_where_they_have_one(warehouse) -> None:
    warehouse.load("plans", [plan("2026-10-01", 450)])
    warehouse.orders(OPENING, order(1, "2026-10-01", 900), CLOSING)
    days = "kpi_code = 'sales_plan_attainment' and period_grain = 'day'"
    assert warehouse.read("kpi_values", VALUE, days) == [("2026-10-01", 200.0, "ok")]


def test_the_average_order_is_a_ratio_of_sums(warehouse) -> None:
    # means of the customers' means: (100 + 400) / 2 = 250
    warehouse.orders(
        OPENING, order(1, "2026-10-01", 100), order(2, "2026-10-02", 100), order(3, "2026-10-03", 400, customer="C2"),
        CLOSING,
    )  # fmt: skip
    columns = "value, numerator, denominator, sample_size"
    assert kpi(warehouse, "average_order_value", "2026-10", columns) == (200.0, 600.0, 3.0, 3)


def test_an_order_refunded_in_full_later_was_net_in_its_own_month(warehouse) -> None:
    warehouse.orders(OPENING, order(1, "2026-09-01", 100), order(2, "2026-10-01", 300), CLOSING)
    warehouse.refunds({"order": "1", "at": "2026-10-15 12:00", "amount": 100})
    columns = "value, numerator, denominator"
    assert kpi(warehouse, "average_order_value", "2026-09", columns) == (100.0, 100.0, 1.0)
    assert kpi(warehouse, "average_order_value", "2026-10", columns) == (200.0, 200.0, 1.0)
    assert kpi(warehouse, "average_order_value", "2026-Q3", columns) == (100.0, 100.0, 1.0)
    assert kpi(warehouse, "average_order_value", "2026", columns) == (155.0, 310.0, 2.0)


def test_no_net_order_no_average(warehouse) -> None:
    warehouse.orders(OPENING, CLOSING)
    assert kpi(warehouse, "average_order_value", "2026-10") == (None, "zero_denominator")


PAID = {"source": "yandex", "medium": "cpc"}
EMAIL = {"source": "mail", "medium": "email"}


def test_romi_counts_profit_and_not_revenue(warehouse) -> None:
    """B4: 100 000 spent and 150 000 sold are "50 %" of revenue; at a margin of 30 % the return is −55 %."""
    warehouse.web_covers("2026-08-01", "2026-11-20")
    warehouse.orders(OPENING, order(1, "2026-10-05", 150_000, cost=105_000, **PAID), CLOSING)
    warehouse.costs({"on": "2026-10-05", "cost": 100_000})
    columns = "value, numerator, denominator, status"
    assert kpi(warehouse, "romi", "2026-10", columns) == (-55.0, -55_000.0, 100_000.0, "ok")
    assert kpi(warehouse, "romi", "2026-10")[0] != (150_000 / 100_000 - 1) * 100


def test_the_companys_romi_is_of_channels_that_carry_cost(warehouse) -> None:
    warehouse.web_covers("2026-08-01", "2026-11-20")
    warehouse.orders(
        OPENING, order(1, "2026-10-05", 300, cost=150, **PAID), order(2, "2026-10-05", 900, cost=100, **EMAIL),
        order(3, "2026-10-05", 50, cost=10), CLOSING,
    )  # fmt: skip
    warehouse.costs(
        {"on": "2026-10-05", "cost": 60}, {"on": "2026-10-05", "cost": 20, "source": "vk"},
        {"on": "2026-10-07", "cost": 20, "type": "agency", "source": "agency", "medium": None},
    )  # fmt: skip
    where = "kpi_code = 'romi' and period = '2026-10'"
    assert warehouse.read("kpi_values", "dimension, member, numerator, denominator, value, status", where) == [
        ("channel", "email", 800.0, 0.0, None, "zero_denominator"),
        ("channel", "paid_search", 75.0, 75.0, 100.0, "ok"),
        ("channel", "paid_social", -25.0, 25.0, -100.0, "ok"),
        ("channel", "unmatched", 40.0, 0.0, None, "zero_denominator"),
        ("total", "all", 50.0, 100.0, 50.0, "ok"),
    ]


@pytest.mark.parametrize(
    ("first_web_day", "cost", "result"),
    [
        ("2026-09-01", 60, (300.0, "ok")),
        ("2026-09-02", 60, (None, "no_baseline")),
        ("2026-11-10", 60, (None, "no_baseline")),
        ("2026-09-01", None, (None, "incomplete")),
    ],
)
def test_romi_is_never_computed_from_less(warehouse, first_web_day, cost, result) -> None:
    warehouse.web_covers(first_web_day, "2026-11-20")
    warehouse.orders(OPENING, order(1, "2026-10-05", 100, cost=cost, **PAID), CLOSING)
    warehouse.costs({"on": "2026-10-05", "cost": 10})
    assert kpi(warehouse, "romi", "2026-10") == result


def test_no_marketing_cost_no_romi(warehouse) -> None:
    warehouse.web_covers("2026-08-01", "2026-11-20")
    warehouse.orders(OPENING, order(1, "2026-10-05", 100, cost=10), CLOSING)
    assert kpi(warehouse, "romi", "2026-10") == (None, "zero_denominator")
