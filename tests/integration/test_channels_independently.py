"""Channels, reckoned a second time in plain Python from the delivered rows (see `reckoning`).

The reckoning follows the KPI book and the contract, not the SQL. Taken as given is which visits are valid (the rules
are SQL with a version; `test_robot_rules` measures them), that an order which names no visitor has its lead's, and
one without UTM its lead's.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml
from reckoning.company import Company, Slice
from reckoning.compare import by, column, differences
from reckoning.demo import CONFIG, Demo
from reckoning.measures import Row, by_day, by_month
from reckoning.money import KOPECK, is_nearest, rounded
from reckoning.visits import funnel, goals, traffic

# fmt: off
MEASURES = (
    "visits", "valid_visits", "leads", "orders", "new_customers", "clicks", "impressions", "revenue", "gross_profit",
)
STEPS = (
    "visits", "valid_visits", "leads", "qualified_leads", "orders_from_leads", "orders_without_lead", "paid_orders",
)
TRAFFIC = (
    "visits", "valid_visits", "bounces", "page_views", "duration_s", "visitors", "new_visitors", "leads",
    "qualified_leads", "clicks",
)
# fmt: on


@pytest.fixture(scope="module")
def days(company: Company) -> dict[Slice, Row]:
    return by_day(company)


@pytest.fixture(scope="module")
def months(days: dict[Slice, Row]) -> dict[tuple[date, str], Row]:
    return by_month(days)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_day_of_a_campaign(demo: Demo, days: dict[Slice, Row], measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.roi_daily"), "date", "channel", "campaign")
    assert differences(column(days, measure), published(measure)) == ""


@pytest.mark.parametrize("measure", [*MEASURES, "ad_spend"])
def test_a_month_of_a_channel(demo: Demo, months: dict[tuple[date, str], Row], measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.roi_by_channel"), "month", "channel")
    expected = {key: rounded(value) for key, value in column(months, measure).items()}
    assert differences(expected, published(measure)) == ""


def test_ad_spend_of_a_day_is_off_by_less_than_the_kopeck_that_keeps_the_total(
    demo: Demo, days: dict[Slice, Row]
) -> None:
    published = by(demo.marts("select * from marts.marts.roi_daily"), "date", "channel", "campaign")("ad_spend")
    expected = column(days, "ad_spend")
    assert expected.keys() == published.keys()
    assert [key for key, value in published.items() if abs(value - expected[key]) >= KOPECK] == []


@pytest.mark.parametrize("mart", ["roi_daily", "roi_by_channel"])
def test_marketing_cost_is_shared_by_ad_spend_and_nothing_of_it_is_lost(
    demo: Demo, company: Company, mart: str
) -> None:
    """A channel's part has the rounding of its days in it, under two kopecks a month; a month's total has not."""
    month = "month" if mart == "roi_by_channel" else "cast(date_trunc('month', date) as date)"
    query = f"select {month} as month, channel, sum(marketing_cost) as total from marts.marts.{mart} group by 1, 2"
    published = by(demo.marts(query), "month", "channel")("total")
    expected = company.marketing_cost
    assert expected.keys() == published.keys()
    assert [key for key in published if abs(Fraction(published[key]) - expected[key]) >= 2 * KOPECK] == []
    totals: dict[date, Decimal] = defaultdict(Decimal)
    true: dict[date, Fraction] = defaultdict(Fraction)
    for key in published:
        totals[key[0]] += published[key]
        true[key[0]] += expected[key]
    assert differences({month: rounded(total) for month, total in true.items()}, totals) == ""


def test_rates_of_a_month_are_made_of_its_sums(demo: Demo) -> None:
    rows = demo.marts("select * from marts.marts.roi_by_channel")
    assert any(row["status"] == "ok" for row in rows)
    for row in rows:
        spend, cost, revenue = row["ad_spend"], row["marketing_cost"], row["revenue"]
        ratios = {
            "roas": (revenue, spend),
            "revenue_roi": (revenue - spend, spend),
            "romi": (row["gross_profit"] - cost, cost),
            "ad_spend_share": (spend, revenue),
        }
        is_known = row["status"] != "incomplete"
        for name, (upper, lower) in ratios.items():
            expected = float(upper) / float(lower) if is_known and lower else None
            assert row[name] == (None if expected is None else pytest.approx(expected)), (name, row)
        for name, count in (("cpl", row["leads"]), ("cac", row["new_customers"])):
            assert is_nearest(row[name], cost / count) if is_known and count else row[name] is None, (name, row)


def test_figures_are_incomplete_where_visits_dont_reach_back_over_the_window(demo: Demo, company: Company) -> None:
    first = min(visit.day for visit in company.delivered.visits)
    for mart in ("roi_by_channel", "funnel_by_channel"):
        for row in demo.marts(f"select distinct month, status from marts.marts.{mart}"):
            is_covered = row["month"] - timedelta(days=30) >= first
            assert (row["status"] != "incomplete") == is_covered, (mart, row)


@pytest.mark.parametrize("step", STEPS)
def test_the_funnel_counts_in_the_month_of_the_visit(demo: Demo, company: Company, step: str) -> None:
    published = by(demo.marts("select * from marts.marts.funnel_by_channel"), "month", "channel")
    expected = {key: steps[step] for key, steps in funnel(company).items() if steps[step]}
    assert differences(expected, published(step)) == ""


@pytest.mark.parametrize("measure", TRAFFIC)
def test_traffic_of_a_day(demo: Demo, company: Company, measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.traffic_quality_daily"), "date", "channel")
    assert differences(column(traffic(company), measure), published(measure)) == ""


def test_every_goal_has_a_row_and_its_conversions(demo: Demo, company: Company, days: dict[Slice, Row]) -> None:
    listed = yaml.safe_load((CONFIG / "goals.yaml").read_text(encoding="utf-8"))["goals"]
    codes = {source: goal["code"] for goal in listed for source in goal["source_goals"]}
    published = by(demo.marts("select * from marts.marts.conversion_daily"), "date", "channel", "campaign", "goal")
    reached = {(*key, codes[goal]): both for key, found in goals(company).items() for goal, both in found.items()}
    assert differences({key: times for key, (times, _) in reached.items()}, published("conversions")) == ""
    assert differences({key: visits for key, (_, visits) in reached.items()}, published("converting_visits")) == ""
    dense = {(*key, code): visits for key, visits in column(days, "valid_visits").items() for code in codes.values()}
    assert differences(dense, published("valid_visits")) == ""


def kpi(demo: Demo, code: str, dimension: str) -> list[dict[str, Any]]:
    """Values that are known, of months."""
    return demo.marts(
        "select * from marts.marts.kpi_values where value is not null and period_grain = 'month' "
        f"and kpi_code = '{code}' and dimension = '{dimension}'"
    )


def test_romi_of_the_company_is_that_of_the_channels_that_carry_cost(
    demo: Demo, company: Company, months: dict[tuple[date, str], Row]
) -> None:
    rows = kpi(demo, "romi", "total")
    assert rows
    for row in rows:
        month = row["period_start"]
        cost = {channel: value for (when, channel), value in company.marketing_cost.items() if when == month}
        profit = sum((months[month, channel].gross_profit for channel in cost), Decimal(0))
        total = rounded(sum(cost.values(), Fraction(0)))
        assert (row["numerator"], row["denominator"]) == (profit - total, total), row
        assert is_nearest(row["value"], Fraction(profit - total) / Fraction(total) * 100, Decimal("0.000001")), row


def test_valid_share_of_a_month_and_channel(demo: Demo, months: dict[tuple[date, str], Row]) -> None:
    rows = kpi(demo, "valid_traffic_share", "channel")
    assert rows
    for row in rows:
        month = months[row["period_start"], row["member"]]
        assert (row["numerator"], row["denominator"]) == (month.valid_visits, month.visits), row
