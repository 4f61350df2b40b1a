"""From visit to paid order: leads and orders stand in the month of the visit that they are credited to."""

PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc"}
STEPS = (
    "month, channel, visits, valid_visits, leads, qualified_leads, orders_from_leads, orders_without_lead, paid_orders"
)


def test_a_lead_and_its_order_follow_the_visit_of_the_lead(warehouse) -> None:
    warehouse.visits(
        {"at": "2026-09-25 12:00", "visitor": 5, **PAID},
        {"at": "2026-09-25 12:00", "visitor": 6, **PAID, "window_client_width": 0},
        {"at": "2026-10-05 12:00", "visitor": 7},
    )
    warehouse.leads({"id": "L", "at": "2026-10-02 12:00", "visitor": "5", "is_qualified": True})
    warehouse.orders(
        {"id": "1", "at": "2026-11-20 12:00", "revenue": 1, "lead_id": "L"},
        {"id": "2", "at": "2026-10-30 12:00", "revenue": 1, "visitor_id": "7", "status": "cancelled"},
        {"id": "3", "at": "2026-10-31 12:00", "revenue": 1, "visitor_id": "7"},
    )
    assert warehouse.read("funnel_by_channel", STEPS) == [
        ("2026-09-01", "paid_search", 2, 1, 1, 1, 1, 0, 1),
        ("2026-10-01", "direct", 1, 1, 0, 0, 0, 2, 1),
    ]


def test_what_has_no_visit_stands_in_its_own_month(warehouse) -> None:
    warehouse.leads({"id": "L", "at": "2026-10-02 12:00"}, {"id": "S", "at": "2026-10-02 12:00", "is_spam": True})
    warehouse.orders(
        {"id": "1", "at": "2026-11-20 12:00", "revenue": 1, "lead_id": "L", "source": "list", "medium": "email"},
        {"id": "2", "at": "2026-11-20 12:00", "revenue": 1, "lead_id": "nobody's"},
    )
    assert warehouse.read("funnel_by_channel", STEPS) == [
        ("2026-10-01", "unmatched", 0, 0, 1, 0, 1, 0, 1),
        ("2026-11-01", "unmatched", 0, 0, 0, 0, 0, 1, 1),
    ]


def test_each_rate_names_its_base(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    visits = [{"at": "2026-10-01 12:00", "visitor": n, **PAID} for n in range(1, 9)]
    warehouse.visits(*visits, *({**visits[0], "visitor": 100 + n, "window_client_width": 0} for n in range(2)))
    warehouse.leads(
        *({"id": str(n), "at": "2026-10-02 12:00", "visitor": str(n), "is_qualified": n == 1} for n in range(1, 5))
    )
    order = {"at": "2026-10-03 12:00", "revenue": 1}
    warehouse.orders(
        {**order, "id": "1", "lead_id": "1"}, {**order, "id": "2", "visitor_id": "6"},
        {**order, "id": "3", "visitor_id": "7", "status": "pending"}, {**order, "id": "4", "visitor_id": "8"},
    )  # fmt: skip
    rates = (
        "valid_share_of_visits, lead_rate_of_valid_visits, qualified_rate_of_leads, order_rate_of_leads, "
        "order_rate_of_valid_visits, paid_rate_of_orders, status"
    )
    assert warehouse.one("funnel_by_channel", rates) == (0.8, 0.5, 0.25, 0.25, 0.375, 0.75, "ok")


def test_rates_without_a_base_are_null_with_a_status(warehouse) -> None:
    warehouse.web_covers("2026-09-01", "2026-11-20")
    warehouse.orders({"id": "1", "at": "2026-10-20 12:00", "revenue": 1})
    rates = "valid_share_of_visits, lead_rate_of_valid_visits, order_rate_of_leads, order_rate_of_valid_visits, status"
    assert warehouse.one("funnel_by_channel", rates) == (None, None, None, None, "zero_denominator")


def test_a_month_without_web_data_is_incomplete(warehouse) -> None:
    warehouse.orders({"id": "1", "at": "2026-10-20 12:00", "revenue": 1})
    assert warehouse.one("funnel_by_channel", "status") == ("incomplete",)
