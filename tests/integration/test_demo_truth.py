"""What is published equals what the demo company knows of itself: every total, to the unit and to the kopeck."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from reckoning.compare import by, differences
from reckoning.demo import Demo
from reckoning.money import rounded

Month = dict[str, Any]
TRUE: dict[str, Callable[[Month], Any]] = {
    "leads": lambda month: month["leads"] - month["spam_leads"],
    "paid orders": lambda month: month["orders"],
    "net orders": lambda month: month["net_orders"],
    "revenue": lambda month: month["net_revenue"],
    "cost of goods": lambda month: month["cost_of_goods"],
    "gross profit": lambda month: month["gross_profit"],
    "ad spend": lambda month: month["ad_cost"],
    "marketing cost": lambda month: month["marketing_cost"],
}
MONTHS = [
    ("roi_daily", "leads", "leads"),
    ("roi_daily", "orders", "paid orders"),
    ("roi_daily", "revenue", "revenue"),
    ("roi_daily", "revenue - gross_profit", "cost of goods"),
    ("roi_daily", "gross_profit", "gross profit"),
    ("roi_daily", "ad_spend", "ad spend"),
    ("roi_daily", "marketing_cost", "marketing cost"),
    ("roi_by_channel", "leads", "leads"),
    ("roi_by_channel", "orders", "paid orders"),
    ("roi_by_channel", "revenue", "revenue"),
    ("roi_by_channel", "revenue - gross_profit", "cost of goods"),
    ("roi_by_channel", "gross_profit", "gross profit"),
    ("roi_by_channel", "ad_spend", "ad spend"),
    ("roi_by_channel", "marketing_cost", "marketing cost"),
    ("customers_monthly", "orders", "net orders"),
    ("customers_monthly", "net_revenue", "revenue"),
    ("net_sales", "value", "revenue"),
    ("average_order_value", "numerator", "revenue"),
    ("average_order_value", "denominator", "net orders"),
]
CHANNEL_MONTHS = [
    *((mart, measure) for mart in ("roi_daily", "roi_by_channel") for measure in ("visits", "ad_spend")),
    *((mart, measure) for mart in ("roi_daily", "roi_by_channel") for measure in ("clicks", "impressions")),
    ("traffic_quality_daily", "visits"),
    ("traffic_quality_daily", "valid_visits + invalid_visits"),
    ("funnel_by_channel", "visits"),
]
KPIS = ("net_sales", "average_order_value")


def monthly(mart: str) -> str:
    """A mart, or a KPI as if it were one, with a column `month`."""
    if mart in KPIS:
        return (
            "(select period_start as month, numerator, denominator, value from marts.marts.kpi_values "
            f"where kpi_code = '{mart}' and period_grain = 'month' and dimension = 'total')"
        )
    if mart.endswith("_daily"):
        return f"(select *, cast(date_trunc('month', date) as date) as month from marts.marts.{mart})"
    return f"marts.marts.{mart}"


@pytest.mark.parametrize(("mart", "published", "true"), MONTHS, ids=[f"{case[0]} {case[1]}" for case in MONTHS])
def test_a_month_holds_what_was_delivered_for_it(demo: Demo, mart: str, published: str, true: str) -> None:
    found = demo.marts(f"select month, sum({published}) as total from {monthly(mart)} group by month")
    truth = {month["month"]: rounded(TRUE[true](month)) for month in demo.truth("months") if TRUE[true](month)}
    assert differences(truth, by(found, "month")("total")) == ""


@pytest.mark.parametrize(("mart", "published"), CHANNEL_MONTHS, ids=[" ".join(case) for case in CHANNEL_MONTHS])
def test_a_channel_holds_what_was_delivered_for_it(demo: Demo, mart: str, published: str) -> None:
    query = f"select month, channel, sum({published}) as total from {monthly(mart)} group by month, channel"
    true = {"ad_spend": "ad_spend", "clicks": "clicks", "impressions": "impressions"}.get(published, "visits")
    truth = {key: rounded(value) for key, value in by(demo.truth("channel_months"), "month", "channel")(true).items()}
    assert differences(truth, by(demo.marts(query), "month", "channel")("total")) == ""


def test_every_visit_stands_in_its_true_channel(demo: Demo) -> None:
    visits = demo.warehouse("select date, visit_id, channel from core.core_visits")
    published = {(visit["date"], visit["visit_id"].rsplit(":", 1)[1]): visit["channel"] for visit in visits}
    truth = {(visit["date"], str(visit["visit_id"])): visit["channel"] for visit in demo.truth("visit_labels")}
    assert differences(truth, published) == ""


@pytest.mark.parametrize(("grain", "months"), [("quarter", 3), ("year", 12)])
def test_sales_of_a_period_are_those_of_its_months_and_unknown_where_one_is_missing(
    demo: Demo, grain: str, months: int
) -> None:
    truth: dict[date, Decimal] = {month["month"]: month["net_revenue"] for month in demo.truth("months")}
    periods = demo.marts(
        "select * from marts.marts.kpi_values "
        f"where kpi_code = 'net_sales' and dimension = 'total' and period_grain = '{grain}'"
    )
    expected: dict[str, Decimal | None] = {}
    for period in periods:
        sales = [truth[month] for month in truth if period["period_start"] <= month <= period["period_end"]]
        is_open = period["period_end"] > max(truth)  # what is still to come isn't missing
        is_whole = len(sales) == months or (is_open and period["period_start"] >= min(truth))
        expected[period["period"]] = sum(sales, Decimal(0)) if is_whole else None
    assert differences(expected, {period["period"]: period["value"] for period in periods}) == ""
    assert {period["status"] for period in periods if period["value"] is None} == {"no_data", "incomplete"}


@pytest.mark.parametrize(
    ("mart", "measure", "true"),
    [
        ("funnel_by_channel", "leads", "leads"),
        ("funnel_by_channel", "paid_orders", "paid orders"),
        ("retention_cohorts", "revenue", "revenue"),
    ],
)
def test_what_stands_in_another_month_is_conserved_over_all_of_them(
    demo: Demo, mart: str, measure: str, true: str
) -> None:
    published = demo.marts(f"select sum({measure}) as total from marts.marts.{mart}")[0]["total"]
    assert published == sum(TRUE[true](month) for month in demo.truth("months"))
