"""Conversions of valid visits, dense over goals."""

import pytest

from pipelines.settings.configuration import Bilingual, Goal

AT = "2026-10-05 12:00"
COLUMNS = "channel, goal, valid_visits, conversions, converting_visits, conversion_rate, status"


@pytest.fixture
def two_goals(warehouse):
    warehouse.goals = tuple(
        Goal(code=code, name=Bilingual(en=code, ru=code), source_goals=numbers)
        for code, numbers in (("purchase", ["101", "102"]), ("lead", ["201"]))
    )
    return warehouse


def test_every_goal_has_a_row_and_a_visit_converts_once(two_goals) -> None:
    two_goals.visits(
        {"at": AT, "goals": [101, 102, 999]}, {"at": AT, "goals": []}, {"at": AT}, {"at": AT, "goals": [101]}
    )
    assert two_goals.read("conversion_daily", COLUMNS) == [
        ("direct", "lead", 4, 0, 0, 0.0, "ok"),
        ("direct", "purchase", 4, 3, 2, 0.5, "ok"),
    ]


def test_robots_neither_visit_nor_convert(two_goals) -> None:
    two_goals.visits({"at": AT, "goals": [101], "window_client_width": 0})
    assert two_goals.read("conversion_daily", COLUMNS) == [
        ("direct", "lead", 0, 0, 0, None, "zero_denominator"),
        ("direct", "purchase", 0, 0, 0, None, "zero_denominator"),
    ]


def test_files_name_goals_by_the_companys_own_codes(two_goals) -> None:
    two_goals.company = {"web": {"primary": "files"}}
    two_goals.load("visits", [{"visit_id": "a", "visitor_id": "v", "started_at": AT, "goals": "lead;purchase;lead"}])
    assert two_goals.read("conversion_daily", "goal, conversions, converting_visits") == [
        ("lead", 2, 1),
        ("purchase", 1, 1),
    ]


def test_campaigns_and_days_are_apart(two_goals) -> None:
    paid = {"traffic_source": "ad", "source": "yandex", "medium": "cpc", "goals": [101]}
    two_goals.visits(
        {"at": AT, **paid, "campaign": "A"}, {"at": AT, **paid, "campaign": "Б"}, {"at": "2026-10-06 12:00", **paid}
    )
    assert two_goals.read("conversion_daily", "date, campaign, conversions", "goal = 'purchase'") == [
        ("2026-10-05", "A", 1),
        ("2026-10-05", "Б", 1),
        ("2026-10-06", "(none)", 1),
    ]


OCTOBER = "kpi_code = 'conversion' and period = '2026-10'"
REPORTED = {"session_source": "google", "session_medium": "cpc", "session_campaign_name": "spring"}


def test_of_forty_people_ten_bought(two_goals) -> None:
    two_goals.web_covers("2026-10-01", "2026-11-20")
    two_goals.visits(*[{"at": AT, "goals": [101, 101]}] * 10, *[{"at": "2026-10-06 12:00"}] * 30)
    two_goals.visits(*[{"at": AT, "goals": [101], "window_client_width": 0}] * 5)  # robots
    columns = "dimension, member, value, numerator, denominator, round(ci_low, 2), round(ci_high, 2), status"
    # Wilson's interval: 10 of 40, 0 of 40
    assert two_goals.read("kpi_values", columns, OCTOBER) == [
        ("goal", "lead", 0.0, 0.0, 40.0, 0.0, 8.76, "ok"),
        ("goal", "purchase", 25.0, 10.0, 40.0, 14.19, 40.19, "ok"),
    ]


def test_a_month_without_visits_has_no_conversion(two_goals) -> None:
    two_goals.web_covers("2026-10-01", "2026-11-20")
    assert set(two_goals.read("kpi_values", "value, status", OCTOBER)) == {(None, "zero_denominator")}


@pytest.mark.parametrize(
    ("sessions", "reported", "quality", "result"),
    [
        (200, 30, {}, (15.0, "ok", "ok")),
        (200, 30, {"is_thresholded": True}, (15.0, "ok", "thresholded")),
        (200, 201, {}, (100.0, "ok", "ok")),  # both are estimates
        (200, None, {}, (None, "incomplete", "incomplete")),
    ],
    ids=["in full", "with rows withheld", "more than all", "its report is missing"],
)
def test_conversion_of_daily_reports_is_as_sure_as_they_are(two_goals, sessions, reported, quality, result) -> None:
    """They count sessions with a key event; a report that is missing isn't one of nothing."""
    two_goals.company = {"web": {"primary": "google_analytics"}, "history_starts_on": "2026-10-01"}
    two_goals.goals = (Goal(code="purchase", name=Bilingual(en="x", ru="x"), source_goals=["purchase"]),)
    for number in range(1, 32):
        day = f"2026-10-{number:02}"
        counted = {"sessions": sessions, "key_events": 30.0} if number == 5 else {"sessions": 0, "key_events": 0.0}
        two_goals.analytics("daily_totals", {"date": day, **counted})
        two_goals.analytics("campaign_days", {"date": day, **REPORTED, **counted}, quality=quality)
        if number == 5 and reported is not None:
            event = {"event_name": "purchase", "key_events": 30.0, "sessions": reported}
            two_goals.analytics("key_event_days", {"date": day, **REPORTED, **event})
        else:
            two_goals.analytics("key_event_days", on=day)
    assert two_goals.one("kpi_values", "value, status, confidence", OCTOBER) == result
