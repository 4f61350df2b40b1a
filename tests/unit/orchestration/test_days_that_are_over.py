"""A source is never asked for a day that isn't over in its own time zone, wherever the company is."""

from datetime import date, datetime
from pathlib import Path

import pytest
from fake_vendor import ACCOUNT, NAME, Home, home_of

from pipelines.assets.sources.due import days_due, days_to_fetch, last_day
from pipelines.assets.sources.streams import REFRESH_TAG
from pipelines.partitions import day_range
from pipelines.schedules import daily_range

# the company is in Moscow
LAST_DAYS = [
    ("2026-10-16T06:00:00+03:00", None, "2026-10-15"),
    ("2026-10-16T06:00:00+03:00", "Europe/Moscow", "2026-10-15"),
    ("2026-10-16T06:00:00+03:00", "America/Los_Angeles", "2026-10-14"),
    ("2026-10-16T09:59:59+03:00", "America/Los_Angeles", "2026-10-14"),
    ("2026-10-16T10:00:00+03:00", "America/Los_Angeles", "2026-10-15"),
    ("2026-10-15T23:00:00+03:00", "Asia/Vladivostok", "2026-10-14"),
    ("2026-10-16T00:30:00+03:00", "Asia/Vladivostok", "2026-10-15"),
    ("2026-10-16T02:00:00+03:00", "Pacific/Kiritimati", "2026-10-15"),
    ("2026-10-16T14:30:00+03:00", "Etc/GMT+12", "2026-10-14"),
    # New York, the clock goes back in the night of 2026-11-01 and forth in that of 2026-03-08
    ("2026-11-01T07:30:00+03:00", "America/New_York", "2026-10-31"),
    ("2026-11-02T07:30:00+03:00", "America/New_York", "2026-10-31"),
    ("2026-11-02T08:00:00+03:00", "America/New_York", "2026-11-01"),
    ("2026-03-08T07:30:00+03:00", "America/New_York", "2026-03-06"),
    ("2026-03-09T07:30:00+03:00", "America/New_York", "2026-03-08"),
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path)


@pytest.mark.parametrize(("now", "zone", "expected"), LAST_DAYS, ids=[f"{now} {zone}" for now, zone, _ in LAST_DAYS])
def test_the_last_day_is_over_at_the_company_and_at_the_source(
    home: Home, now: str, zone: str | None, expected: str
) -> None:
    home.source.time_zone = zone
    workspace = home.on(datetime.fromisoformat(now)).workspace
    assert str(last_day(workspace, home.source)) == expected
    assert days_due(workspace, home.source, "visits")[-1] == date.fromisoformat(expected)
    days = day_range(date(2026, 2, 20), workspace.yesterday)
    for refresh in ("mutable", "all"):
        asked = days_to_fetch(workspace, home.source, "visits", days, refresh)
        assert asked[-1] == date.fromisoformat(expected)


@pytest.mark.parametrize("refresh", ["mutable", "all"])
def test_a_run_leaves_the_day_to_the_next_one_and_is_no_failure(home: Home, refresh: str) -> None:
    home.source.time_zone = "America/Los_Angeles"
    shown = home.run(**{REFRESH_TAG: refresh})
    assert shown.failed == {}
    assert max(home.workspace.lake.days(NAME, "visits", ACCOUNT)) == date(2026, 10, 14)
    later = home.on(datetime.fromisoformat("2026-10-16T10:00:00+03:00"))
    assert daily_range(later.workspace)[1] == date(2026, 10, 15)
    later.run()
    assert max(home.workspace.lake.days(NAME, "visits", ACCOUNT)) == date(2026, 10, 15)


@pytest.mark.parametrize(
    ("zone", "asked_again"),
    [(None, [(2, 1)]), ("Asia/Vladivostok", [(2, 1)]), ("America/Los_Angeles", [(3, 2)])],
    ids=["the company's", "east of it", "west of it"],
)
def test_the_age_of_a_day_is_counted_in_the_zone_of_the_source(
    home: Home, zone: str | None, asked_again: list[tuple[int, int]]
) -> None:
    """A day that is one day old there is two days old here, and must not settle a day too early."""
    home.source.time_zone = zone
    home.run()
    home.run()
    assert home.fetched() == asked_again
