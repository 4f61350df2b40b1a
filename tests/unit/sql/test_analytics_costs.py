"""Advertising that is linked to the property: apart from the company's costs, with no rate where there is no base."""

from datetime import date, timedelta

DAY = "2026-10-05"
TAGS = {"session_source": "Google", "session_medium": "cpc", "session_campaign_name": "spring"}
SPENT = {"advertiser_ad_cost": 500, "advertiser_ad_clicks": 50, "advertiser_ad_impressions": 900, "currency": "RUB"}
SOLD = {"sessions": 40, "ecommerce_purchases": 2, "purchase_revenue": 2000, "currency": "RUB"}
MART = "analytics_ad_costs_daily"


def costs(warehouse, *rows):
    warehouse.analytics("ad_cost_days", *({"date": DAY, **TAGS, **SPENT, **row} for row in rows))


def sessions(warehouse, *rows):
    warehouse.analytics("campaign_days", *({"date": DAY, **TAGS, **SOLD, **row} for row in rows))


def test_cost_and_what_the_campaign_brought(warehouse) -> None:
    costs(warehouse, {})
    sessions(warehouse, {}, {"session_default_channel_group": "Paid Other"})
    columns = "source, campaign, ad_cost, clicks, impressions, sessions, purchases, purchase_revenue, roas, cpa, status"
    assert warehouse.one(MART, columns) == ("google", "spring", 500.0, 50, 900, 80, 4, 4000.0, 8.0, 125.0, "ok")


def test_rates_without_a_base_are_null_and_never_zero(warehouse) -> None:
    names = ("free", "no purchases", "no sessions", "hidden")
    free, no_purchases, no_sessions, hidden = ({"session_campaign_name": name} for name in names)
    costs(
        warehouse, {**free, "advertiser_ad_cost": 0}, no_purchases, no_sessions, {**hidden, "advertiser_ad_cost": None}
    )
    sessions(warehouse, free, {**no_purchases, "ecommerce_purchases": 0, "purchase_revenue": 0}, hidden)
    assert warehouse.read(MART, "campaign, ad_cost, sessions, roas, cpa, status") == [
        ("free", 0.0, 40, None, 0.0, "zero_denominator"),
        ("hidden", None, 40, None, None, "no_data"),
        ("no purchases", 500.0, 40, 0.0, None, "ok"),
        ("no sessions", 500.0, None, None, None, "ok"),
    ]


def test_cost_in_another_currency_is_converted_or_unknown(warehouse) -> None:
    warehouse.load("exchange_rates", [{"currency": "USD", "date": DAY, "rate": 80}], folder="rates")
    dollars = {"currency": "USD", "advertiser_ad_cost": 10}
    costs(warehouse, dollars, {**dollars, "date": "2026-09-01"})
    sessions(warehouse, {"currency": "USD", "purchase_revenue": 30})
    assert warehouse.read(MART, "date, ad_cost, purchase_revenue, roas, status") == [
        ("2026-09-01", None, None, None, "no_rate"),
        (DAY, 800.0, 2400.0, 3.0, "ok"),
    ]


def test_it_is_no_cost_of_the_company(warehouse) -> None:
    costs(warehouse, {})
    warehouse.costs({"on": DAY, "cost": 500, "source": "google", "campaign": "spring"})
    assert warehouse.one("core_marketing_costs_daily", "sum(marketing_cost)") == (500.0,)


def run(first, *amounts):
    start = date.fromisoformat(first)
    return [
        {"date": (start + timedelta(days=place)).isoformat(), "advertiser_ad_cost": amount}
        for place, amount in enumerate(amounts)
    ]


def test_one_sum_day_after_day_is_told(warehouse) -> None:
    costs(warehouse, *run("2026-10-01", 7, *[500] * 7, 8))
    assert warehouse.said(MART) == [
        "42: the campaign “spring” (google / cpc) costs 500.00 on each of 7 days from 2026-10-02 to 2026-10-08. "
        "Compare it with the ad system before you trust it."
    ]


def test_six_days_a_break_or_nothing_spent_are_not_told(warehouse) -> None:
    other = {"session_campaign_name": "summer"}
    costs(
        warehouse, *run("2026-10-01", *[500] * 6, 400, *[500] * 6), *run("2026-11-01", *[0] * 9),
        *({**row, **other} for row in run("2026-10-07", *[500] * 4)),
        *({**row, **other} for row in run("2026-10-12", *[500] * 4)),
    )  # fmt: skip
    assert warehouse.failing_checks(MART) == []
