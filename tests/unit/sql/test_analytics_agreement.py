"""How often our rules and the web source's own grouping come to one channel."""

import pytest

from pipelines.settings.configuration import Bilingual, Channel, ChannelRule

DAY = "2026-10-05"
COLUMNS = "month, source, visits, agreeing_visits, agreement_rate, status"
TAGS = {"session_source": "google", "session_medium": "cpc", "session_campaign_name": "spring"}
# ours, and the source's word for it
SAME = [
    ("paid_search", "Paid Search"),
    ("organic_social", "Organic Social"),
    ("email", "Email"),
    ("cross_network", "Cross-network"),
    ("other_paid", "Paid Other"),
    ("push", "Mobile Push Notifications"),
    ("sms", "SMS"),
    ("ai_assistant", "AI Assistant"),
    ("unassigned", "Unassigned"),
    ("referral", "referral"),
]


def sessions(warehouse, *rows):
    warehouse.analytics("campaign_days", *({"date": DAY, **TAGS, "sessions": 1, **row} for row in rows))


def test_a_share_of_sessions_agrees(warehouse) -> None:
    sessions(
        warehouse, {"session_default_channel_group": "Paid Search", "sessions": 6},
        {"session_default_channel_group": "Paid Social", "sessions": 2},
        {"date": "2026-11-01", "session_default_channel_group": "Display"},
    )  # fmt: skip
    assert warehouse.read("channel_agreement", COLUMNS) == [
        ("2026-10-01", "google_analytics", 8, 6, 0.75, "ok"),
        ("2026-11-01", "google_analytics", 1, 0, 0.0, "ok"),
    ]


def test_what_the_source_does_not_say_cannot_disagree(warehouse) -> None:
    words = ("(not set)", "(other)", "(data not available)", None)
    sessions(warehouse, *({"session_default_channel_group": word} for word in words))
    assert warehouse.read("channel_agreement", COLUMNS) == [
        ("2026-10-01", "google_analytics", 0, 0, None, "zero_denominator")
    ]


def test_every_group_of_the_vendor_has_our_name(warehouse) -> None:
    warehouse.rules = tuple(ChannelRule(channel=ours, medium=[ours]) for ours, _ in SAME if ours != "unassigned")
    name = Bilingual(en="Channel", ru="Канал")
    warehouse.channels = {"channels": [Channel(code=ours, name=name, group="any") for ours, _ in SAME]}
    sessions(warehouse, *({"session_medium": ours, "session_default_channel_group": word} for ours, word in SAME))
    assert warehouse.one("channel_agreement", "visits, agreeing_visits") == (len(SAME), len(SAME))


def test_visits_of_files_are_compared_with_the_files_own_word(warehouse) -> None:
    warehouse.company = {"web": {"primary": "files"}}
    visit = {"visitor_id": "v", "started_at": f"{DAY} 12:00", "source": "google", "medium": "cpc"}
    words = ("Paid Search", "paid_search", "Direct", None)
    warehouse.load(
        "visits", [visit | {"visit_id": str(n), "vendor_channel": word} for n, word in enumerate(words)], folder="web"
    )
    assert warehouse.read("channel_agreement", COLUMNS) == [("2026-10-01", "files", 3, 2, pytest.approx(2 / 3), "ok")]


def test_metricas_sources_are_no_channels(warehouse) -> None:
    warehouse.visits({"at": f"{DAY} 12:00"})
    assert warehouse.read("channel_agreement", COLUMNS) == []
