"""Which channel a visit, a lead, an order or a cost belongs to."""

import pytest

from pipelines.settings.configuration import ChannelRule

CASES = [
    ({"traffic_source": "organic", "engine": "yandex"}, "organic_search"),
    ({"traffic_source": "ad", "source": "yandex", "medium": "cpc"}, "paid_search"),
    ({"traffic_source": "ad", "source": "VK", "medium": " CPC "}, "paid_social"),
    ({"traffic_source": "social", "last_social_network": "vkontakte"}, "organic_social"),
    ({"traffic_source": "social", "last_social_network": "odnoklassniki"}, "unassigned"),
    ({"traffic_source": "organic", "source": "vk", "medium": "cpc"}, "paid_social"),
    ({"traffic_source": "direct"}, "direct"),
    ({"traffic_source": "undefined"}, "unassigned"),
    ({"traffic_source": None}, "unassigned"),
]


@pytest.mark.parametrize(("visit", "channel"), CASES, ids=lambda value: str(value))
def test_the_first_rule_whose_every_condition_holds_wins(warehouse, visit, channel) -> None:
    warehouse.visits({"at": "2026-10-05 12:00", **visit})
    assert warehouse.read("core_visits", "channel") == [(channel,)]


def test_a_visit_without_utm_has_the_source_that_the_vendor_names(warehouse) -> None:
    warehouse.visits(
        {"at": "2026-10-05 12:00", "traffic_source": "organic", "engine": "yandex"},
        {"at": "2026-10-05 12:00", "traffic_source": "referral", "last_referal_source": "blog.example"},
        {"at": "2026-10-05 12:00", "traffic_source": "ad", "last_adv_engine": "ya_direct", "source": "newsletter"},
        {"at": "2026-10-05 12:00", "traffic_source": "direct"},
    )
    assert warehouse.read("core_visits", "visit_id, source, medium, campaign") == [
        ("ym:1:2026:1", "yandex", "(none)", "(none)"),
        ("ym:1:2026:2", "blog.example", "(none)", "(none)"),
        ("ym:1:2026:3", "newsletter", "(none)", "(none)"),
        ("ym:1:2026:4", "(none)", "(none)", "(none)"),
    ]


def test_visits_from_files_are_judged_by_the_vendors_channel_where_they_have_one(warehouse) -> None:
    warehouse.company = {"web": {"primary": "files"}}
    visit = {"visitor_id": "v", "started_at": "2026-10-05 12:00"}
    warehouse.load(
        "visits",
        [
            {**visit, "visit_id": "a", "vendor_channel": "Organic Search"},
            {**visit, "visit_id": "b", "source": "mail", "medium": "email"},
            {**visit, "visit_id": "c"},
        ],
    )
    assert warehouse.read("core_visits", "visit_id, channel, vendor_channel") == [
        ("files:shop:a", "organic_search", "Organic Search"),
        ("files:shop:b", "email", None),
        ("files:shop:c", "unassigned", None),
    ]


def test_a_rule_may_ask_for_what_is_absent(warehouse) -> None:
    warehouse.company = {"web": {"primary": "files"}}
    warehouse.rules = (ChannelRule(channel="direct", source=["(none)"], medium=["(none)"]),)
    warehouse.load("visits", [{"visit_id": "a", "visitor_id": "v", "started_at": "2026-10-05 12:00"}])
    assert warehouse.read("core_visits", "channel") == [("direct",)]


def test_costs_leads_and_orders_follow_the_same_rules_by_their_utm(warehouse) -> None:
    warehouse.costs({"on": "2026-10-05", "source": "VK", "medium": "cpc", "cost": 1})
    warehouse.leads({"id": "L1", "at": "2026-10-05 12:00", "source": "yandex", "medium": "CPC"})
    warehouse.orders({"id": "O1", "at": "2026-10-05 12:00", "revenue": 1, "source": "digest", "medium": "email"})
    assert warehouse.read("core_utm_channels", "source, medium, channel") == [
        ("digest", "email", "email"),
        ("vk", "cpc", "paid_social"),
        ("yandex", "cpc", "paid_search"),
    ]


def test_a_rule_about_the_vendors_kind_of_source_says_nothing_of_an_utm(warehouse) -> None:
    warehouse.rules = (ChannelRule(channel="organic_search", traffic_source=["organic"], source=["yandex"]),)
    warehouse.costs({"on": "2026-10-05", "source": "yandex", "medium": None, "cost": 1})
    assert warehouse.read("core_utm_channels", "source, channel") == [("yandex", "unassigned")]
