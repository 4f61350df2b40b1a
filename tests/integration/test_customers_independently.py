"""Customers, reckoned a second time in plain Python from the delivered orders and refunds (see `reckoning`).

Taken as given is that a month which isn't over ends today.
"""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from reckoning.company import Company
from reckoning.compare import differences
from reckoning.customers import active_on, cash, cohorts, customers_by_month
from reckoning.demo import Demo
from reckoning.money import is_nearest
from reckoning.periods import add_months, month_of


def kpi(demo: Demo, code: str) -> list[dict[str, Any]]:
    """Values that are known, of months and longer periods."""
    return demo.marts(
        "select * from marts.marts.kpi_values where value is not null and period_grain in ('month', 'quarter', 'year') "
        f"and kpi_code = '{code}' and dimension = 'total'"
    )


@pytest.mark.parametrize("measure", ["active", "active_at_start", "new", "returning", "lost"])
def test_who_came_and_left_is_known_once_a_year_is_behind(demo: Demo, company: Company, measure: str) -> None:
    months = customers_by_month(company.sales, company.today)
    known = add_months(min(months), 12)
    published = {row["month"]: row[measure] for row in demo.marts("select * from marts.marts.customers_monthly")}
    expected = {key: len(getattr(month, measure)) if key >= known else None for key, month in months.items()}
    assert differences(expected, published) == ""


def test_how_often_customers_buy(demo: Demo, company: Company) -> None:
    months = customers_by_month(company.sales, company.today)
    for row in demo.marts("select * from marts.marts.customers_monthly where status = 'ok'"):
        month = months[row["month"]]
        assert row["orders"] == month.orders
        assert row["net_revenue"] == month.revenue
        assert is_nearest(row["average_order_value"], month.revenue / month.orders), row
        assert row["purchase_frequency"] == pytest.approx(month.orders_of_window / len(month.active))
        assert row["repeat_purchase_rate"] == pytest.approx(month.repeat_buyers / month.buyers)


def test_cohorts_by_the_month_of_the_first_net_order(demo: Demo, company: Company) -> None:
    cells = cohorts(company.sales, company.today)
    rows = {
        (row["cohort_month"], row["months_since"]): row
        for row in demo.marts("select * from marts.marts.retention_cohorts")
    }
    assert rows.keys() == cells.keys()
    for (month, since), row in rows.items():
        cell, size = cells[month, since], len(cells[month, 0].customers)
        assert (row["cohort_size"], row["active_customers"]) == (size, len(cell.customers)), row
        assert (row["orders"], row["revenue"]) == (cell.orders, cell.revenue), row
        assert row["retention_rate"] == pytest.approx(len(cell.customers) / size), row
        assert row["status"] == ("ok" if add_months(month, since) < month_of(company.today) else "immature"), row
        so_far = [cells[month, step] for step in range(since + 1)]
        revenue = sum((one.revenue for one in so_far), Decimal(0))
        profit = sum((one.profit for one in so_far), Decimal(0))
        assert is_nearest(row["cumulative_revenue_per_customer"], revenue / size), row
        assert is_nearest(row["cumulative_ltv"], profit / size), row


def test_average_order_value_divides_by_orders_that_are_net_at_the_periods_end(demo: Demo, company: Company) -> None:
    rows = kpi(demo, "average_order_value")
    assert {row["period_grain"] for row in rows} == {"month", "quarter", "year"}
    for row in rows:
        first, last = row["period_start"], row["period_end"]
        orders = sum(sale.day >= first and sale.is_net(last) for sale in company.sales)
        revenue = cash(company.sales, first, last)
        assert (row["numerator"], row["denominator"]) == (revenue, orders), row
        assert is_nearest(row["value"], revenue / orders), row


def test_retention_counts_who_was_there_at_both_ends_of_the_period(demo: Demo, company: Company) -> None:
    rows = kpi(demo, "retention_rate")
    assert {row["period_grain"] for row in rows} == {"month", "quarter", "year"}
    for row in rows:
        start = active_on(company.sales, row["period_start"] - timedelta(days=1))
        end = active_on(company.sales, min(row["period_end"], company.today))
        assert (row["numerator"], row["denominator"]) == (len(start & end), len(start)), row
        assert is_nearest(row["value"], Fraction(len(start & end) * 100, len(start)), Decimal("0.000001")), row
