"""The periods of a day, and the people who are counted over them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from analytics_home import DAY, serving

from connectors.google_analytics.catalogue import STANDARD
from connectors.google_analytics.reports.asking import request
from connectors.google_analytics.reports.periods import periods


@pytest.mark.parametrize(
    ("day", "week", "monday", "quarter", "first"),
    [
        (date(2026, 10, 5), "2026-W41", date(2026, 10, 5), "2026-Q4", date(2026, 10, 1)),
        (date(2026, 1, 1), "2026-W01", date(2025, 12, 29), "2026-Q1", date(2026, 1, 1)),
        (date(2027, 1, 3), "2026-W53", date(2026, 12, 28), "2027-Q1", date(2027, 1, 1)),
        (date(2024, 2, 29), "2024-W09", date(2024, 2, 26), "2024-Q1", date(2024, 1, 1)),
        (date(2026, 12, 31), "2026-W53", date(2026, 12, 28), "2026-Q4", date(2026, 10, 1)),
    ],
    ids=str,
)
def test_a_day_belongs_to_an_iso_week_a_month_and_a_quarter(
    day: date, week: str, monday: date, quarter: str, first: date
) -> None:
    assert [(period.grain, period.name, period.start) for period in periods(day)] == [
        ("day", f"{day}", day),
        ("week", week, monday),
        ("month", f"{day:%Y-%m}", day.replace(day=1)),
        ("quarter", quarter, first),
    ]
    assert {period.end for period in periods(day)} == {day}


def test_the_four_ranges_are_asked_for_in_one_request() -> None:
    asked = request(STANDARD["period_users"], date(2026, 10, 7), limit=10, currency=None)
    assert asked["date_ranges"] == [
        {"name": "day", "start_date": "2026-10-07", "end_date": "2026-10-07"},
        {"name": "week", "start_date": "2026-10-05", "end_date": "2026-10-07"},
        {"name": "month", "start_date": "2026-10-01", "end_date": "2026-10-07"},
        {"name": "quarter", "start_date": "2026-10-01", "end_date": "2026-10-07"},
    ]


def test_a_person_of_several_days_is_one_in_the_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        last = DAY + timedelta(days=2)
        rows = home.pull("period_users", DAY, last).rows.to_pylist()
    found = {(row["date"], row["period"]): (row["total_users"], row["period_start"]) for row in rows}
    assert found[last, "2026-11-12"] == (12, last)
    assert found[last, "2026-W46"] == (12, date(2026, 11, 9))
    assert found[last, "2026-11"] == (12, date(2026, 11, 1))
    assert found[last, "2026-Q4"] == (12, date(2026, 10, 1))
    assert len(rows) == 12


def test_channels_have_their_people_in_each_period(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path, monkeypatch) as home:
        rows = home.pull("channel_period_users").rows.to_pylist()
    by_grain: dict[str, int] = {}
    for row in rows:
        by_grain[row["period_grain"]] = by_grain.get(row["period_grain"], 0) + row["total_users"]
    assert by_grain == {"day": 12, "week": 12, "month": 12, "quarter": 12}


@pytest.mark.parametrize("page_rows", [5, 8, 11, 100])
def test_periods_that_need_several_pages_are_asked_for_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page_rows: int
) -> None:
    with serving(tmp_path, monkeypatch) as home:
        whole = home.pull("channel_period_users")
        paged = home.pull("channel_period_users", page_rows=page_rows)
    assert paged.rows.equals(whole.rows)
    assert paged.rows.num_rows == 12
