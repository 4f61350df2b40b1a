"""A clock that is wrong for one run, and hours that come twice or never: nothing is lost, and nothing doubled."""

from datetime import date, datetime
from pathlib import Path

import pytest
from crashes import compared
from crashes.company import NOW
from crashes.short_demo import ShortDemo

from pipelines.partitions import daily_partitions
from pipelines.settings import Environment

BERLIN = "Europe/Berlin"
A_DAY_BACK, FAR_AHEAD = "2026-11-19T09:00:00+03:00", "2027-02-20T09:00:00+03:00"
SOURCES = ("--select", "group:sources")


@pytest.mark.parametrize(
    ("meanwhile", "selected"),
    [
        pytest.param(A_DAY_BACK, SOURCES, id="a day back, what is fetched", marks=pytest.mark.slow),
        pytest.param(A_DAY_BACK, (), id="a day back", marks=pytest.mark.slow),
        pytest.param(FAR_AHEAD, (), id="far ahead", marks=pytest.mark.slow),
    ],
)
def test_a_run_by_a_wrong_clock_leaves_no_trace_when_the_clock_is_right_again(
    short_demo: ShortDemo, tmp_path: Path, meanwhile: str, selected: tuple[str, ...]
) -> None:
    home, expected = short_demo.done(tmp_path / "home"), short_demo.expected
    wrong = short_demo.forge.run(home, "run", *selected, now=meanwhile)
    assert "this should not have happened" not in wrong.said
    assert compared.published(home).keys() == expected.published.keys()
    mended = short_demo.forge.run(home, "run", *selected, now=NOW)
    assert ("Done" if selected else "Published") in mended.out, mended.said
    lake = compared.lake(home)
    assert {name: lake[name] for name in expected.lake} == expected.lake
    # a report of days to come is empty; it stays until they have come, and are asked for again
    of_days_to_come = ["data_freshness"] if meanwhile == FAR_AHEAD else []
    assert compared.differences(compared.published(home), expected.published) == of_days_to_come
    assert compared.arrivals(home) == compared.arrivals(expected.home)


@pytest.mark.parametrize(
    ("moment", "yesterday"),
    [
        pytest.param("2026-10-25T00:30:00+02:00", date(2026, 10, 24), id="before the hour that comes twice"),
        pytest.param("2026-10-25T02:30:00+02:00", date(2026, 10, 24), id="in it"),
        pytest.param("2026-10-25T02:30:00+01:00", date(2026, 10, 24), id="in it again"),
        pytest.param("2026-10-25T23:59:59+01:00", date(2026, 10, 24), id="at the end of 25 hours"),
        pytest.param("2026-10-26T00:00:00+01:00", date(2026, 10, 25), id="the day after 25 hours"),
        pytest.param("2027-03-28T01:59:59+01:00", date(2027, 3, 27), id="before the hour that never comes"),
        pytest.param("2027-03-28T03:00:00+02:00", date(2027, 3, 27), id="after it"),
        pytest.param("2027-03-29T00:00:00+02:00", date(2027, 3, 28), id="the day after 23 hours"),
    ],
)
def test_days_of_23_and_of_25_hours_are_days(tmp_path: Path, moment: str, yesterday: date) -> None:
    """The day that a run ends with is the last partition that Dagster knows."""
    now = datetime.fromisoformat(moment)
    environment = Environment("files", tmp_path, tmp_path, now, None)
    assert date.fromordinal(environment.today(BERLIN).toordinal() - 1) == yesterday
    keys = daily_partitions(date(2026, 10, 1), BERLIN).get_partition_keys(current_time=now)
    assert keys[-1] == yesterday.isoformat()
    assert len(keys) == len(set(keys)) == (yesterday - date(2026, 10, 1)).days + 1
