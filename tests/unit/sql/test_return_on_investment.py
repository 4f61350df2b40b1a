"""What a channel cost and brought: everything on its own date, nothing lost between the tables."""

import pytest

PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc", "campaign": "A"}


def golden(warehouse) -> None:
    """100 000 spent, 150 000 sold at a margin of 30 %."""
    warehouse.web_covers("2026-09-01", "2026-11-20")
    warehouse.visits({"at": "2026-10-05 12:00", "visitor": 5, **PAID})
    warehouse.costs({"on": "2026-10-05", "campaign": "A", "cost": 100_000, "impressions": 1000, "clicks": 50})
    warehouse.orders({"id": "1", "at": "2026-10-06 12:00", "revenue": 150_000, "cost": 105_000, "visitor_id": "5"})


def test_the_golden_month(warehouse) -> None:
    golden(warehouse)
    key = "month, channel, model, status"
    assert warehouse.read("roi_by_channel", key) == [("2026-10-01", "paid_search", "last_non_direct", "ok")]
    sums = "ad_spend, marketing_cost, revenue, gross_profit"
    assert warehouse.one("roi_by_channel", sums) == (100_000.0, 100_000.0, 150_000.0, 45_000.0)
    rates = "roas, revenue_roi, romi, round(ad_spend_share, 4), cac"
    assert warehouse.one("roi_by_channel", rates) == (1.5, 0.5, -0.55, 0.6667, 100_000.0)


def test_the_articles_fifty_per_cent_is_a_return_on_revenue_and_not_romi(warehouse) -> None:
    golden(warehouse)
    assert warehouse.one("roi_by_channel", "romi = revenue_roi, revenue_roi, romi") == (False, 0.5, -0.55)


def test_each_fact_has_its_own_day_channel_and_campaign(warehouse) -> None:
    warehouse.visits({"at": "2026-10-05 12:00", "visitor": 5, **PAID}, {"at": "2026-10-05 12:00"})
    warehouse.leads(
        {"id": "L", "at": "2026-10-06 12:00", "visitor": "5"}, {"id": "S", "at": "2026-10-06 12:00", "is_spam": True}
    )
    warehouse.orders(
        {
            "id": "1",
            "at": "2026-10-07 12:00",
            "paid_at": "2026-10-08 12:00",
            "revenue": 100,
            "cost": 60,
            "visitor_id": "5",
        }
    )
    warehouse.refunds({"order": "1", "at": "2026-11-20 12:00", "amount": 30})
    warehouse.costs({"on": "2026-10-09", "campaign": "Б", "cost": 7, "impressions": 9, "clicks": 3})
    columns = "date, channel, campaign, visits, leads, orders, new_customers, revenue, gross_profit, ad_spend, clicks"
    assert warehouse.read("roi_daily", columns) == [
        ("2026-10-05", "direct", "(none)", 1, 0, 0, 0, 0.0, 0.0, 0.0, 0),
        ("2026-10-05", "paid_search", "A", 1, 0, 0, 0, 0.0, 0.0, 0.0, 0),
        ("2026-10-06", "paid_search", "A", 0, 1, 0, 0, 0.0, 0.0, 0.0, 0),
        ("2026-10-08", "paid_search", "A", 0, 0, 1, 1, 100.0, 40.0, 0.0, 0),
        ("2026-10-09", "paid_search", "Б", 0, 0, 0, 0, 0.0, 0.0, 7.0, 3),
        ("2026-11-20", "paid_search", "A", 0, 0, 0, 0, -30.0, -30.0, 0.0, 0),
    ]


def test_costs_without_a_visit_and_revenue_without_a_cost_stay(warehouse) -> None:
    warehouse.costs({"on": "2026-10-05", "source": "vk", "cost": 40})
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": 60})
    assert warehouse.read("roi_by_channel", "channel, ad_spend, revenue") == [
        ("paid_social", 40.0, 0.0),
        ("unmatched", 0.0, 100.0),
    ]


def test_only_the_first_net_order_makes_a_new_customer(warehouse) -> None:
    warehouse.orders(
        {"id": "1", "at": "2026-10-01 12:00", "revenue": 10, "status": "refunded"},
        {"id": "2", "at": "2026-10-02 12:00", "revenue": 10},
        {"id": "3", "at": "2026-10-03 12:00", "revenue": 10},
        {"id": "4", "at": "2026-10-03 12:00", "revenue": 10, "customer": "C2", "status": "pending"},
    )
    assert warehouse.read("roi_daily", "date, orders, new_customers") == [
        ("2026-10-01", 1, 0),
        ("2026-10-02", 1, 1),
        ("2026-10-03", 1, 0),
    ]


def test_thirds_of_a_kopeck_add_up_over_the_month(warehouse) -> None:
    orders = [
        {
            "id": str(n),
            "at": f"2026-10-{n:02} 12:00",
            "revenue": "0.10",
            "cost": "0.05",
            "vat_included": True,
            "source": f"s{n}",
        }
        for n in range(1, 25)
    ]  # each is 0.0833 net
    warehouse.orders(*orders)
    assert warehouse.one("roi_daily", "sum(revenue), sum(gross_profit), min(revenue), max(revenue)") == (
        2.0,
        1.0,
        0.08,
        0.09,
    )
    assert warehouse.one("roi_by_channel", "revenue, gross_profit") == (2.0, 1.0)


@pytest.mark.parametrize(
    ("first_cost", "profit", "without_cost", "romi"), [(60, 40.0, 50.0, None), (None, None, 150.0, None)]
)
def test_profit_is_that_of_sales_whose_cost_is_known(warehouse, first_cost, profit, without_cost, romi) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    tag = {"source": "yandex", "medium": "cpc"}
    warehouse.orders(
        {"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": first_cost, **tag},
        {"id": "2", "at": "2026-10-06 12:00", "revenue": 50, **tag},
    )
    warehouse.costs({"on": "2026-10-05", "cost": 20})
    columns = "revenue, gross_profit, revenue_without_cost, roas, romi, status"
    assert warehouse.one("roi_by_channel", columns) == (150.0, profit, without_cost, 7.5, romi, "incomplete")


@pytest.mark.parametrize(
    ("first", "last", "status", "roas"),
    [
        ("2026-09-01", "2026-11-20", "ok", 2.0),
        ("2026-09-02", "2026-11-20", "incomplete", None),
        ("2026-09-01", "2026-10-30", "stale", 2.0),
        ("2026-11-01", "2026-11-20", "incomplete", None),
    ],
)
def test_a_month_is_complete_where_web_data_covers_it_and_its_window(warehouse, first, last, status, roas) -> None:
    warehouse.web_covers(first, last)
    warehouse.costs({"on": "2026-10-05", "cost": 50})
    warehouse.orders(
        {"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": 60, "source": "yandex", "medium": "cpc"}
    )
    assert warehouse.one("roi_by_channel", "status, roas, revenue") == (status, roas, 100.0)


def test_a_day_missing_in_the_window_makes_the_month_incomplete(warehouse) -> None:
    warehouse.web_covers("2026-08-01", "2026-11-20", without=("2026-09-15",))
    warehouse.costs({"on": "2026-10-05", "cost": 50})
    assert warehouse.one("roi_by_channel", "status") == ("incomplete",)


def test_a_channel_that_costs_nothing_has_no_return(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    warehouse.orders({"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": 60})
    columns = "channel, roas, romi, ad_spend_share, cpl, cac, status"
    assert warehouse.read("roi_by_channel", columns) == [("unmatched", None, None, 0.0, None, 0.0, "zero_denominator")]


@pytest.mark.parametrize(("today", "maturity"), [("2026-12-31", 1.0), ("2026-10-31", 0.0), ("2026-11-15", 0.4839)])
def test_maturity_is_the_share_of_days_whose_window_has_closed(warehouse, today, maturity) -> None:
    warehouse.now = f"{today} 09:00"
    warehouse.costs({"on": "2026-10-05", "cost": 50})
    assert warehouse.one("roi_by_channel", "round(maturity, 4)") == (maturity,)


def test_a_sale_and_a_refund_of_unknown_cost_do_not_cancel_each_other_out(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    tag = {"source": "yandex", "medium": "cpc"}
    warehouse.orders(
        {"id": "0", "at": "2026-09-01 12:00", "revenue": 100, **tag},
        {"id": "1", "at": "2026-10-05 12:00", "revenue": 100, **tag},
        {"id": "2", "at": "2026-10-06 12:00", "revenue": 50, "cost": 10, **tag},
        {"id": "3", "at": "2026-11-20 12:00", "revenue": 50, "cost": 10, **tag},
    )
    warehouse.refunds({"order": "0", "at": "2026-10-05 12:00", "amount": 100})
    warehouse.costs({"on": "2026-10-05", "cost": 20})
    columns = "revenue, gross_profit, romi, status"
    assert warehouse.one("roi_by_channel", columns, "month = '2026-10-01'") == (50.0, 40.0, None, "incomplete")
    where = "kpi_code = 'romi' and period = '2026-10' and member = 'all'"
    assert warehouse.one("kpi_values", "value, status", where) == (None, "incomplete")


def test_the_loss_of_a_refunded_order_is_known_beside_a_sale_of_unknown_cost(warehouse) -> None:
    tag = {"source": "yandex", "medium": "cpc"}
    warehouse.orders(
        {"id": "1", "at": "2026-10-05 12:00", "revenue": 100, "cost": 60, **tag},
        {"id": "2", "at": "2026-10-06 12:00", "revenue": 50, **tag},
    )
    warehouse.refunds({"order": "1", "at": "2026-10-07 12:00", "amount": 100})
    columns = "revenue, gross_profit, revenue_without_cost, sales_without_cost"
    assert warehouse.one("roi_by_channel", columns) == (50.0, -60.0, 50.0, 1)
