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
