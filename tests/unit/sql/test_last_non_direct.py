"""Which channel a lead or an order is credited to: the last non-direct visit before it, within the window."""

import pytest

SEARCH = {"traffic_source": "organic", "engine": "yandex"}
PAID = {"traffic_source": "ad", "source": "yandex", "medium": "cpc", "campaign": "A"}
VK = {"traffic_source": "ad", "source": "vk", "medium": "cpc", "campaign": "B"}
DIRECT = {"traffic_source": "direct"}
ORDER_AT = "2026-10-20 12:00"

PATHS = [
    ("the last of two", [("10-10 12:00", SEARCH), ("10-11 12:00", PAID)], "paid_search", "visit"),
    ("direct is passed over", [("10-10 12:00", PAID), ("10-19 12:00", DIRECT)], "paid_search", "visit"),
    ("only direct", [("10-10 12:00", DIRECT), ("10-19 12:00", DIRECT)], "direct", "visit"),
    ("a visit of the same second", [("10-20 12:00", PAID)], "paid_search", "visit"),
    ("no visit after the order", [("10-10 12:00", SEARCH), ("10-20 12:01", PAID)], "organic_search", "visit"),
    ("only after the order", [("10-20 12:01", PAID)], "unmatched", "none"),
    ("the edge of the window", [("09-20 12:00", PAID)], "paid_search", "visit"),
    ("a second out of the window", [("09-20 11:59", PAID)], "unmatched", "none"),
    ("direct inside beats paid outside", [("09-01 12:00", PAID), ("10-19 12:00", DIRECT)], "direct", "visit"),
    ("no visit at all", [], "unmatched", "none"),
]


@pytest.mark.parametrize(("visits", "channel", "method"), [path[1:] for path in PATHS], ids=[path[0] for path in PATHS])
def test_an_order_by_the_visits_of_its_visitor(warehouse, visits, channel, method) -> None:
    warehouse.visits(*({"at": f"2026-{at}", "visitor": 5, **source} for at, source in visits))
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 100, "visitor_id": "5"})
    assert warehouse.one("core_attribution", "channel, match_method") == (channel, method)


def test_the_order_counts_not_its_payment(warehouse) -> None:
    warehouse.visits({"at": "2026-10-25 12:00", "visitor": 5, **PAID})
    warehouse.orders({"id": "1", "at": ORDER_AT, "paid_at": "2026-10-30 12:00", "revenue": 100, "visitor_id": "5"})
    assert warehouse.one("core_attribution", "channel") == ("unmatched",)


def test_a_robots_visit_is_no_touch(warehouse) -> None:
    warehouse.visits(
        {"at": "2026-10-10 12:00", "visitor": 5, **SEARCH},
        {"at": "2026-10-11 12:00", "visitor": 5, **PAID, "window_client_width": 0},
    )
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 100, "visitor_id": "5"})
    assert warehouse.one("core_attribution", "channel") == ("organic_search",)


def test_the_window_is_configuration(warehouse) -> None:
    warehouse.attribution_days = 7
    warehouse.visits({"at": "2026-10-10 12:00", "visitor": 5, **PAID})
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 100, "visitor_id": "5"})
    assert warehouse.one("core_attribution", "channel") == ("unmatched",)


def test_an_order_without_a_visit_takes_the_channel_of_its_own_utm(warehouse) -> None:
    warehouse.orders(
        {"id": "1", "at": ORDER_AT, "revenue": 1, "source": "VK", "medium": "cpc", "campaign": "B"},
        {"id": "2", "at": ORDER_AT, "revenue": 1, "source": "nobody", "visitor_id": "77"},
        {"id": "3", "at": ORDER_AT, "revenue": 1},
    )
    assert warehouse.read("core_attribution", "conversion_id, channel, campaign, match_method, touched_on") == [
        ("1", "paid_social", "B", "utm", "2026-10-20"),
        ("2", "unassigned", "(none)", "utm", "2026-10-20"),
        ("3", "unmatched", "(none)", "none", "2026-10-20"),
    ]


def test_a_direct_visit_counts_before_the_utm_of_the_order(warehouse) -> None:
    warehouse.visits({"at": "2026-10-10 12:00", "visitor": 5, **DIRECT})
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 1, "visitor_id": "5", "source": "vk", "medium": "cpc"})
    assert warehouse.one("core_attribution", "channel, match_method") == ("direct", "visit")


def test_leads_are_attributed_like_orders_and_recommended_ones_like_all_others(warehouse) -> None:
    warehouse.visits({"at": "2026-10-10 12:00", "visitor": 5, **PAID})
    lead = {"at": ORDER_AT, "visitor": "5"}
    warehouse.leads({**lead, "id": "1"}, {**lead, "id": "2", "is_recommendation": True}, {"id": "3", "at": ORDER_AT})
    assert warehouse.read("core_attribution", "conversion_id, channel, match_method, touched_on") == [
        ("1", "paid_search", "visit", "2026-10-10"),
        ("2", "paid_search", "visit", "2026-10-10"),
        ("3", "unmatched", "none", "2026-10-20"),
    ]


EMAIL = {"source": "list", "medium": "email"}
VK_TAG = {"source": "vk", "medium": "cpc"}
BY_LEAD = [
    ("the lead's visitor", {"visitor": "5"}, {}, "paid_search", "visit"),
    ("the lead's UTM", EMAIL, {}, "email", "utm"),
    ("neither, lead recommended", {"is_recommendation": True}, {}, "unmatched", "none"),
    ("the order's own visitor first", {"visitor": "5"}, {"visitor_id": "6"}, "paid_social", "visit"),
    ("the order's own UTM first", EMAIL, VK_TAG, "paid_social", "utm"),
    ("its visitor, lead recommended", {"is_recommendation": True}, {"visitor_id": "6"}, "paid_social", "visit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lead", "order", "channel", "method"), [case[1:] for case in BY_LEAD], ids=[c[0] for c in BY_LEAD]
)
def test_an_order_that_knows_only_its_lead(warehouse, lead, order, channel, method) -> None:
    warehouse.visits({"at": "2026-10-10 12:00", "visitor": 5, **PAID}, {"at": "2026-10-11 12:00", "visitor": 6, **VK})
    warehouse.leads({"id": "L", "at": "2026-10-15 12:00", **lead})
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 1, "lead_id": "L", **order})
    found = warehouse.one("core_attribution", "channel, match_method", "conversion_type = 'order'")
    assert found == (channel, method)


def test_an_order_looks_back_from_itself_and_not_from_its_lead(warehouse) -> None:
    warehouse.visits({"at": "2026-09-10 12:00", "visitor": 5, **PAID})
    warehouse.leads({"id": "L", "at": "2026-09-15 12:00", "visitor": "5"})
    warehouse.orders({"id": "1", "at": ORDER_AT, "revenue": 1, "lead_id": "L"})
    assert warehouse.read("core_attribution", "conversion_type, channel") == [
        ("lead", "paid_search"),
        ("order", "unmatched"),
    ]


def test_every_lead_and_order_has_exactly_one_channel(warehouse) -> None:
    warehouse.visits(*({"at": f"2026-10-{day:02} 12:00", "visitor": day % 3, **PAID} for day in range(1, 20)))
    warehouse.leads(*({"id": f"L{n}", "at": ORDER_AT, "visitor": str(n % 5)} for n in range(10)))
    warehouse.orders(*({"id": f"O{n}", "at": ORDER_AT, "revenue": 1, "lead_id": f"L{n}"} for n in range(15)))
    assert warehouse.count("core_attribution", "conversion_type") == [("lead", 10), ("order", 15)]


def test_a_medium_alone_is_an_own_utm_and_is_not_mixed_with_the_leads(warehouse) -> None:
    warehouse.leads({"id": "L", "at": "2026-10-15 12:00", "source": "vk", "medium": "cpc", "campaign": "lead"})
    warehouse.orders(
        {"id": "1", "at": ORDER_AT, "revenue": 1, "medium": "email", "campaign": "own"},
        {"id": "2", "at": ORDER_AT, "revenue": 1, "medium": "email", "campaign": "own", "lead_id": "L"},
        {"id": "3", "at": ORDER_AT, "revenue": 1, "source": "google", "lead_id": "L"},
        {"id": "4", "at": ORDER_AT, "revenue": 1, "campaign": "own", "lead_id": "L"},
    )
    columns = "conversion_id, channel, campaign, match_method"
    assert warehouse.read("core_attribution", columns, "conversion_type = 'order'") == [
        ("1", "email", "own", "utm"),
        ("2", "email", "own", "utm"),
        ("3", "unassigned", "(none)", "utm"),
        ("4", "paid_social", "lead", "utm"),
    ]
