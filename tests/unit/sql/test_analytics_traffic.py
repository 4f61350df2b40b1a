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
        ("email", 10, 10, None, 4, 6, 30, 600),
        ("paid_search", 12, 12, None, 0, 12, 60, 1200),
    ]


def test_robots_that_the_source_does_not_tell_are_unknown_and_not_none(reports) -> None:
    """Neither 0 invalid visits nor 100 % valid ones: nobody looked."""
    sessions(reports, {**MAIL, "sessions": 200}, {**SPRING, "sessions": 150})
    columns = "channel, visits, valid_visits, suspect_visits, invalid_visits, valid_share, status"
    assert reports.read("traffic_quality_daily", columns) == [
        ("email", 200, 200, None, None, None, "no_data"),
        ("paid_search", 150, 150, None, None, None, "no_data"),
    ]
    assert reports.read("funnel_by_channel", "channel, visits, valid_share_of_visits") == [
        ("email", 200, None),
        ("paid_search", 150, None),
    ]
    assert reports.failing_checks("traffic_quality_daily") == []


def test_the_share_of_valid_traffic_has_no_data_where_robots_are_not_told(reports) -> None:
    for day in range(1, 32):
        sessions(reports, {**SPRING, "sessions": 200}, day=f"2026-10-{day:02}")
    share = "kpi_code = 'valid_traffic_share' and period = '2026-10'"
    columns = "dimension, member, numerator, value, ci_low, status, confidence, sample_size"
    assert reports.read("kpi_values", columns, share) == [
        ("channel", "paid_search", None, None, None, "no_data", "no_data", 6200),
        ("total", "all", None, None, None, "no_data", "no_data", 6200),
    ]


def test_nothing_is_attributed_to_channels_where_nobody_knows_who_visited(reports) -> None:
    """Most leads have no tag of their own: that e-mail brought none of them is not known."""
    for month, days in ((9, 30), (10, 31)):
        for day in range(1, days + 1):
            sessions(reports, {**MAIL, "sessions": 200}, {**SPRING, "sessions": 150}, day=f"2026-{month:02}-{day:02}")
    tags = {"source": "google", "medium": "cpc"}
    reports.leads({"id": "1", "at": f"{DAY} 12:00"}, {"id": "2", "at": f"{DAY} 12:00", **tags})
    reports.costs({"on": DAY, "cost": 100, "source": "google", "clicks": 20})
    columns = "channel, leads, lead_rate_of_valid_visits, order_rate_of_valid_visits, status"
    assert reports.read("funnel_by_channel", columns, "month = '2026-10-01'") == [
        ("email", 0, None, None, "incomplete"),
        ("paid_search", 1, None, None, "incomplete"),
        ("unmatched", 1, None, None, "incomplete"),
    ]
    october = "month = '2026-10-01' and channel = 'paid_search'"
    assert reports.one("roi_by_channel", "leads, cpl, roas, status", october) == (1, None, None, "incomplete")


def test_people_of_a_channel_are_not_made_up_from_campaigns(reports) -> None:
    sessions(reports, {**SPRING}, {**SPRING, "session_campaign_name": "autumn"})
    assert reports.one("traffic_quality_daily", "visitors, new_visitors") == (None, 8)


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


@pytest.mark.parametrize("loaded", [False, True], ids=["not loaded", "loaded and empty"])
def test_conversions_that_were_not_loaded_are_unknown_and_not_none(reports, loaded) -> None:
    """The campaigns tell of 2 key events, and the report of key events of none: it is missing."""
    sessions(reports, SPRING)
    sessions(reports, {**SPRING, "key_events": 0.0}, day=NEXT)
    if loaded:
        reports.analytics("key_event_days", on=NEXT)
    columns = "date, goal, valid_visits, conversions, converting_visits, conversion_rate, status"
    assert reports.read("conversion_daily", columns, "goal = 'purchase'") == [
        (DAY, "purchase", 10, None, None, None, "no_data"),
        (NEXT, "purchase", 10, 0, 0, 0.0, "ok"),
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
