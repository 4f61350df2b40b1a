"""Channels and customers, reckoned a second time in plain Python from the delivered rows (see `reckoning`).

The reckoning follows the KPI book and the contract, not the SQL. What it takes as given, because only the project can
say so: which visits are valid (the rules are SQL with a version; `test_robot_rules` measures them), that an order
which names no visitor has its lead's, and one without UTM its lead's, and that an open month ends today.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml
from reckoning.compare import by, differences
from reckoning.customers import cash, cohorts, customers_by_month
from reckoning.money import rounded
from reckoning.periods import add_months, month_of

from pipelines.workspace import PROJECT

pytestmark = pytest.mark.xdist_group("demo")

COUNTS = ("visits", "valid_visits", "leads", "orders", "new_customers", "clicks", "impressions")
MONEY = ("revenue", "gross_profit")
KOPECK = Decimal("0.01")


def reckoned(rows: dict[Any, Any], measure: str) -> dict[Any, Any]:
    return {key: getattr(row, measure) for key, row in rows.items() if getattr(row, measure)}


@pytest.mark.parametrize("measure", [*COUNTS, *MONEY])
def test_a_day_of_a_campaign(demo: Any, company: Any, measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.roi_daily"), "date", "channel", "campaign")
    assert differences(reckoned(company.daily, measure), published(measure)) == ""


@pytest.mark.parametrize("measure", [*COUNTS, *MONEY, "ad_spend"])
def test_a_month_of_a_channel(demo: Any, company: Any, measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.roi_by_channel"), "month", "channel")
    expected = {key: rounded(value) for key, value in reckoned(company.monthly, measure).items()}
    assert differences(expected, published(measure)) == ""


def test_ad_spend_of_a_day_and_campaign_is_off_by_less_than_the_kopeck_that_keeps_totals(
    demo: Any, company: Any
) -> None:
    published = by(demo.marts("select * from marts.marts.roi_daily"), "date", "channel", "campaign")("ad_spend")
    expected = reckoned(company.daily, "ad_spend")
    assert expected.keys() == published.keys()
    assert [key for key, value in published.items() if abs(value - expected[key]) >= KOPECK] == []


@pytest.mark.parametrize("mart", ["roi_daily", "roi_by_channel"])
def test_marketing_cost_is_shared_by_ad_spend_and_nothing_of_it_is_lost(demo: Any, company: Any, mart: str) -> None:
    """A channel's part may differ by the rounding of its days, at most a kopeck twice; a month's total may not."""
    month = "month" if mart == "roi_by_channel" else "cast(date_trunc('month', date) as date)"
    query = f"select {month} as month, channel, sum(marketing_cost) as total from marts.marts.{mart} group by 1, 2"
    published = by(demo.marts(query), "month", "channel")("total")
    assert company.marketing_cost.keys() == published.keys()
    far = [key for key, value in published.items() if abs(Fraction(value) - company.marketing_cost[key]) >= 2 * KOPECK]
    assert far == []
    totals, expected = defaultdict(Decimal), defaultdict(Fraction)
    for key in published:
        totals[key[0]] += published[key]
        expected[key[0]] += company.marketing_cost[key]
    assert differences({day: rounded(total) for day, total in expected.items()}, totals) == ""


def test_rates_of_a_month_are_made_of_its_sums(demo: Any) -> None:
    rates = {
        "roas": lambda row: (row["revenue"], row["ad_spend"]),
        "revenue_roi": lambda row: (row["revenue"] - row["ad_spend"], row["ad_spend"]),
        "romi": lambda row: (row["gross_profit"] - row["marketing_cost"], row["marketing_cost"]),
        "ad_spend_share": lambda row: (row["ad_spend"], row["revenue"]),
        "cpl": lambda row: (row["marketing_cost"], row["leads"]),
        "cac": lambda row: (row["marketing_cost"], row["new_customers"]),
    }
    rows = demo.marts("select * from marts.marts.roi_by_channel")
    known = [row for row in rows if row["status"] != "incomplete"]
    assert known
    for row in rows:
        for name, parts in rates.items():
            upper, lower = parts(row)
            if row in known and lower:
                expected = rounded(upper / lower) if name in ("cpl", "cac") else float(upper) / float(lower)
                assert row[name] == (expected if isinstance(expected, Decimal) else pytest.approx(expected)), row
            else:
                assert row[name] is None, (name, row)


def test_channel_figures_are_incomplete_where_visits_dont_reach_back_over_the_window(demo: Any, company: Any) -> None:
    first = min(visit.day for visit in company.delivered.visits)
    for mart in ("roi_by_channel", "funnel_by_channel"):
        rows = demo.marts(f"select distinct month, status from marts.marts.{mart}")
        for row in rows:
            covered = row["month"] - timedelta(days=30) >= first
            assert (row["status"] != "incomplete") == covered, (mart, row)


@pytest.mark.parametrize(
    "step",
    ["visits", "valid_visits", "leads", "qualified_leads", "orders_from_leads", "orders_without_lead", "paid_orders"],
)
def test_the_funnel_counts_in_the_month_of_the_visit(demo: Any, company: Any, step: str) -> None:
    published = by(demo.marts("select * from marts.marts.funnel_by_channel"), "month", "channel")
    expected = {key: steps[step] for key, steps in company.funnel.items() if steps[step]}
    assert differences(expected, published(step)) == ""


def goal_codes() -> dict[str, str]:
    goals = yaml.safe_load((PROJECT / "config" / "goals.yaml").read_text(encoding="utf-8"))["goals"]
    return {source: goal["code"] for goal in goals for source in goal["source_goals"]}


def test_conversions_of_a_day_and_campaign(demo: Any, company: Any) -> None:
    codes = goal_codes()
    rows = demo.marts("select * from marts.marts.conversion_daily")
    key = ("date", "channel", "campaign", "goal")
    for place, measure in enumerate(("conversions", "converting_visits")):
        expected = {
            (*key, codes[goal]): times[place] for key, goals in company.goals.items() for goal, times in goals.items()
        }
        assert differences(expected, by(rows, *key)(measure)) == ""
    expected = {
        (*key, code): row.valid_visits
        for key, row in company.daily.items()
        if row.valid_visits
        for code in codes.values()
    }
    assert differences(expected, by(rows, *key)("valid_visits")) == ""


@pytest.mark.parametrize(
    "measure",
    ["visits", "valid_visits", "bounces", "page_views", "duration_s", "visitors", "new_visitors", "leads",
     "qualified_leads", "clicks"],
)  # fmt: skip
def test_traffic_of_a_day(demo: Any, company: Any, measure: str) -> None:
    published = by(demo.marts("select * from marts.marts.traffic_quality_daily"), "date", "channel")
    assert differences(reckoned(company.traffic, measure), published(measure)) == ""


@pytest.mark.parametrize("measure", ["active", "active_at_start", "new", "returning", "lost"])
def test_customers_who_came_and_left_are_known_once_a_year_is_behind(demo: Any, company: Any, measure: str) -> None:
    months = customers_by_month(company.sales, company.today)
    known = add_months(min(months), 12)
    published = {row["month"]: row[measure] for row in demo.marts("select * from marts.marts.customers_monthly")}
    expected = {key: len(getattr(month, measure)) if key >= known else None for key, month in months.items()}
    assert differences(expected, published) == ""


def test_how_often_customers_buy(demo: Any, company: Any) -> None:
    months = customers_by_month(company.sales, company.today)
    for row in demo.marts("select * from marts.marts.customers_monthly where status = 'ok'"):
        month = months[row["month"]]
        assert row["orders"] == month.orders
        assert row["net_revenue"] == month.revenue
        assert row["average_order_value"] == rounded(month.revenue / month.orders)
        assert row["purchase_frequency"] == pytest.approx(month.orders_of_window / len(month.active))
        assert row["repeat_purchase_rate"] == pytest.approx(month.repeat_buyers / month.buyers)


def test_cohorts_by_the_month_of_the_first_net_order(demo: Any, company: Any) -> None:
    cells = cohorts(company.sales, company.today)
    expected = {}
    for (month, since), cell in cells.items():
        size, so_far = len(cells[month, 0].customers), [cells[month, step] for step in range(since + 1)]
        expected[month, since] = {
            "cohort_size": size,
            "active_customers": len(cell.customers),
            "orders": cell.orders,
            "revenue": cell.revenue,
            "cumulative_revenue_per_customer": rounded(sum(one.revenue for one in so_far) / size),
            "cumulative_ltv": rounded(sum(one.profit for one in so_far) / size),
            "status": "ok" if add_months(month, since) < month_of(company.today) else "immature",
        }
    rows = demo.marts("select * from marts.marts.retention_cohorts")
    published = {
        (row["cohort_month"], row["months_since"]): {name: row[name] for name in expected[min(expected)]}
        for row in rows
    }
    assert differences(expected, published) == ""
    for row in rows:
        assert row["retention_rate"] == pytest.approx(row["active_customers"] / row["cohort_size"])


def kpi(demo: Any, code: str, dimension: str = "total") -> list[dict[str, Any]]:
    """Values that are known, of months and longer periods."""
    return demo.marts(
        "select * from marts.marts.kpi_values where value is not null and period_grain in ('month', 'quarter', 'year') "
        f"and kpi_code = '{code}' and dimension = '{dimension}'"
    )


def test_average_order_value_divides_by_orders_that_are_net_at_the_periods_end(demo: Any, company: Any) -> None:
    rows = kpi(demo, "average_order_value")
    assert {row["period_grain"] for row in rows} == {"month", "quarter", "year"}
    for row in rows:
        first, last = row["period_start"], row["period_end"]
        orders = sum(sale.day >= first and sale.is_net(last) for sale in company.sales)
        revenue = cash(company.sales, first, last)
        assert (row["numerator"], row["denominator"]) == (revenue, orders), row
        assert row["value"] == rounded(revenue / orders), row


def test_retention_counts_who_was_there_at_both_ends_of_the_period(demo: Any, company: Any) -> None:
    months = customers_by_month(company.sales, company.today)
    rows = kpi(demo, "retention_rate")
    assert {row["period_grain"] for row in rows} == {"month", "quarter", "year"}
    for row in rows:
        start = months[row["period_start"]].active_at_start
        end = months[min(month_of(row["period_end"]), max(months))].active
        assert (row["numerator"], row["denominator"]) == (len(start & end), len(start)), row


def test_romi_of_the_company_is_that_of_the_channels_that_carry_cost(demo: Any, company: Any) -> None:
    rows = [row for row in kpi(demo, "romi") if row["period_grain"] == "month"]
    assert rows
    for row in rows:
        cost = {
            channel: value for (month, channel), value in company.marketing_cost.items() if month == row["period_start"]
        }
        profit = sum(company.monthly[row["period_start"], channel].gross_profit for channel in cost)
        total = rounded(sum(cost.values()))
        assert (row["numerator"], row["denominator"]) == (profit - total, total), row
        assert float(row["value"]) == pytest.approx(float((profit - total) / total * 100), abs=1e-6)


def test_valid_share_of_a_month_and_channel(demo: Any, company: Any) -> None:
    rows = [row for row in kpi(demo, "valid_traffic_share", "channel") if row["period_grain"] == "month"]
    assert rows
    for row in rows:
        traffic = company.monthly[row["period_start"], row["member"]]
        assert (row["numerator"], row["denominator"]) == (traffic.valid_visits, traffic.visits), row
