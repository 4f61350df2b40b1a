"""A company whose web data are daily reports: sessions stand for visits, under the channels of our own rules."""

import pytest

from pipelines.settings.configuration import Bilingual, Goal

DAY, NEXT = "2026-10-05", "2026-10-06"
SEARCH = {"session_source": "google", "session_medium": "organic", "session_campaign_name": "(organic)"}
DIRECT = {"session_source": "(direct)", "session_medium": "(none)", "session_campaign_name": "(direct)"}
SPRING = {"session_source": "Google", "session_medium": "CPC", "session_campaign_name": "spring"}
MAIL = {"session_source": "news", "session_medium": "email", "session_campaign_name": "(not set)"}
REPORT = {
    "session_default_channel_group": "Organic Search", "sessions": 10, "engaged_sessions": 6, "screen_page_views": 30,
    "new_users": 4, "user_engagement_duration": 600.4, "key_events": 2.0,
}  # fmt: skip


def goal(code, *events):
    return Goal(code=code, name=Bilingual(en=code, ru=code), source_goals=list(events))


@pytest.fixture
def reports(warehouse):
    warehouse.company = {"web": {"primary": "google_analytics"}}
    warehouse.goals = (goal("purchase", "purchase"), goal("lead", "generate_lead", "telegram_click"))
    return warehouse


def sessions(warehouse, *rows, day=DAY):
    warehouse.analytics("campaign_days", *({"date": day, **REPORT, **row} for row in rows))


def events(warehouse, *rows, day=DAY):
    usual = {"session_default_channel_group": "Paid Search", **SPRING}
    warehouse.analytics("key_event_days", *({"date": day, **usual, **row} for row in rows))


def test_sessions_are_visits_of_our_channels(reports) -> None:
    sessions(reports, {**MAIL}, {**SPRING, "sessions": 7}, {**SPRING, "session_campaign_name": "autumn", "sessions": 5})
    columns = "channel, visits, valid_visits, invalid_visits, bounces, engaged_visits, page_views, duration_s"
    assert reports.read("core_channel_traffic_daily", columns) == [
        ("email", 10, 10, 0, 4, 6, 30, 600),
        ("paid_search", 12, 12, 0, 0, 12, 60, 1200),
    ]


def test_people_of_a_channel_are_not_made_up_from_campaigns(reports) -> None:
    sessions(reports, {**SPRING}, {**SPRING, "session_campaign_name": "autumn"})
    assert reports.one("traffic_quality_daily", "visitors, new_visitors, status") == (None, 8, "small_sample")


def test_words_for_having_no_campaign_are_none(reports) -> None:
    sessions(reports, SEARCH, DIRECT, {**DIRECT, "session_campaign_name": "(not set)"}, SPRING)
    assert reports.read("core_campaign_traffic_daily", "campaign, visits") == [("(none)", 30), ("spring", 10)]


def test_two_spellings_of_a_source_are_one(reports) -> None:
    sessions(reports, SPRING, {**SPRING, "session_source": "google ", "session_medium": "cpc"})
    assert reports.read("core_sessions_daily", "channel, campaign, sessions") == [("paid_search", "spring", 20)]


def test_the_vendors_channel_is_kept_beside_ours(reports) -> None:
    sessions(reports, {**SPRING, "session_default_channel_group": None}, {**SPRING})
    assert reports.read("core_sessions_daily", "vendor_channel, channel, sessions") == [
        ("(not set)", "paid_search", 10),
        ("Organic Search", "paid_search", 10),
    ]


def test_key_events_are_conversions_into_the_companys_goals(reports) -> None:
    sessions(reports, {**SPRING, "sessions": 20})
    events(
        reports, {"event_name": "purchase", "key_events": 3.0, "sessions": 2},
        {"event_name": "scroll_far", "key_events": 9.0, "sessions": 9},
    )  # fmt: skip
    columns = "channel, campaign, goal, valid_visits, conversions, converting_visits, conversion_rate"
    assert reports.read("conversion_daily", columns) == [
        ("paid_search", "spring", "lead", 20, 0, 0, 0.0),
        ("paid_search", "spring", "purchase", 20, 3, 2, 0.1),
    ]


def test_a_session_with_two_events_of_one_goal_converts_once(reports) -> None:
    """5 and 3 sessions, perhaps the same ones: at least 5, and never 8."""
    sessions(reports, SPRING)
    events(
        reports, {"event_name": "generate_lead", "key_events": 5.0, "sessions": 5},
        {"event_name": "telegram_click", "key_events": 4.0, "sessions": 3},
    )  # fmt: skip
    assert reports.read("conversion_daily", "conversions, converting_visits", "goal = 'lead'") == [(9, 5)]


def test_sessions_of_one_event_add_up_over_the_sources_of_a_channel(reports) -> None:
    bing = {**SPRING, "session_source": "bing"}
    sessions(reports, SPRING, bing)
    events(
        reports, {"event_name": "purchase", "key_events": 1.0, "sessions": 1},
        {"event_name": "purchase", "key_events": 2.0, "sessions": 2, **bing},
    )  # fmt: skip
    assert reports.read("conversion_daily", "conversions, converting_visits", "goal = 'purchase'") == [(3, 3)]


def test_a_conversion_of_a_campaign_without_sessions_is_not_lost(reports) -> None:
    sessions(reports, SPRING)
    gone = {"session_campaign_name": "(data not available)"}
    events(reports, {"event_name": "purchase", "key_events": 1.0, "sessions": 1, **gone})
    columns = "channel, campaign, valid_visits, conversions, conversion_rate, status"
    assert reports.read("conversion_daily", columns, "goal = 'purchase'") == [
        ("paid_search", "(data not available)", 0, 1, None, "zero_denominator"),
        ("paid_search", "spring", 10, 0, 0.0, "ok"),
    ]


def test_days_are_apart(reports) -> None:
    sessions(reports, SPRING)
    sessions(reports, {**SPRING, "sessions": 1}, day=NEXT)
    assert reports.read("core_campaign_traffic_daily", "date, visits") == [(DAY, 10), (NEXT, 1)]


def test_more_engaged_sessions_than_sessions_are_no_negative_bounces(reports) -> None:
    sessions(reports, {**SPRING, "sessions": 3, "engaged_sessions": 4})
    assert reports.one("traffic_quality_daily", "bounces, engaged_visits, engaged_rate") == (0, 3, 1.0)


def test_marts_of_traffic_and_money_hold_their_checks(reports) -> None:
    sessions(reports, SPRING, MAIL)
    reports.costs({"on": DAY, "cost": 100, "source": "google", "campaign": "spring", "clicks": 20})
    reports.orders({"id": "1", "at": f"{DAY} 12:00", "revenue": 300, "source": "google", "medium": "cpc"})
    assert reports.read("roi_daily", "channel, campaign, visits, ad_spend", "visits > 0") == [
        ("email", "(none)", 10, 0.0),
        ("paid_search", "spring", 10, 100.0),
    ]
    assert reports.failing_checks("roi_daily") == reports.failing_checks("traffic_quality_daily") == []


@pytest.mark.parametrize("primary", ["yandex_metrica", "files"])
def test_reports_of_a_source_that_is_not_primary_are_no_visits(warehouse, primary) -> None:
    warehouse.company = {"web": {"primary": primary}}
    sessions(warehouse, SPRING)
    events(warehouse, {"event_name": "purchase", "key_events": 3.0, "sessions": 2})
    warehouse.visits({"at": f"{DAY} 12:00", "goals": [101]})
    warehouse.load("visits", [{"visit_id": "a", "visitor_id": "v", "started_at": f"{DAY} 12:00", "goals": "purchase"}])
    assert warehouse.count("core_campaign_traffic_daily", "visits") == [(1, 1)]
    assert warehouse.read("conversion_daily", "valid_visits, conversions, converting_visits") == [(1, 1, 1)]
    assert warehouse.failing_checks("traffic_quality_daily") == warehouse.failing_checks("roi_daily") == []


def test_web_days_are_the_days_of_the_reports(reports) -> None:
    sessions(reports, SPRING)
    reports.analytics("campaign_days", on=NEXT)
    assert reports.read("core_web_days", "date") == [(DAY,), (NEXT,)]
