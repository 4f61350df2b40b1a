"""Which days are asked for again, by their ages and by when they were loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.common.stream import Facts, Refresh, Rows, Stream
from pipelines.lake import Lake, WindowLoad
from pipelines.lake.windows.refresh import due_days, is_final, loaded_on

TODAY = date(2026, 10, 16)
METRICA = (Refresh(days=4), Refresh(days=22, every=7))
GA4 = (Refresh(days=3), Refresh(days=14, every=2), Refresh(days=35, every=7))


def days_of_age(*ages: int, today: date = TODAY) -> list[date]:
    return sorted(today - timedelta(days=age) for age in ages)


def ages(days: list[date], today: date = TODAY) -> list[int]:
    return sorted((today - day).days for day in days)


def due(loads: Mapping[int, int], refresh: tuple[Refresh, ...], history: int = 40, today: date = TODAY) -> list[int]:
    """Ages of the due days; `loads` has, by a day's age now, how many days ago it was loaded."""
    days = days_of_age(*range(1, history + 1), today=today)
    loaded = {today - timedelta(days=age): today - timedelta(days=ago) for age, ago in loads.items()}
    return ages(due_days(days, loaded, refresh, today), today)


def settled(*but: int, history: int = 40) -> dict[int, int]:
    """Every day loaded today, but those of these ages, which were never loaded."""
    return {age: 0 for age in range(1, history + 1) if age not in but}


def run_daily(since: int) -> dict[int, int]:
    """A backfill `since` days ago, and a run on each day after it: what is 5 days old and more was loaded at 4."""
    fresh = {1: 0, 2: 0, 3: 0}
    return fresh | {age: age - 4 for age in range(4, since + 5)} | dict.fromkeys(range(since + 5, 41), since)


def loaded_yesterday(but: int, ago: int) -> dict[int, int]:
    """All but one day, which was loaded so many days ago."""
    return dict.fromkeys(range(1, 41), 1) | {but: ago}


CASES = [
    pytest.param(settled(), (Refresh(4),), [1, 2, 3, 4], id="on each run, up to the age"),
    pytest.param(settled(17, 31), (Refresh(4),), [1, 2, 3, 4, 17, 31], id="missing days always"),
    pytest.param(settled() | {9: 7}, (Refresh(4),), [1, 2, 3, 4, 9], id="a day loaded too young is never forgotten"),
    pytest.param(settled() | {9: 5}, (Refresh(4),), [1, 2, 3, 4], id="a day loaded at just the age is settled"),
    pytest.param(settled() | {9: -1, 30: -90}, (Refresh(4),), [1, 2, 3, 4, 9, 30], id="loads by a clock that was fast"),
    pytest.param({}, METRICA, list(range(1, 41)), id="the first backfill"),
    pytest.param(settled(), METRICA, [1, 2, 3, 4], id="the run after the first backfill"),
    pytest.param(run_daily(6), METRICA, [1, 2, 3, 4], id="six days after the backfill, not yet"),
    pytest.param(run_daily(7), METRICA, list(range(1, 29)), id="seven days after: all that were younger than 22"),
    pytest.param(loaded_yesterday(12, 7), METRICA, list(range(1, 23)), id="one old load brings all of its tier"),
    pytest.param(loaded_yesterday(30, 3), METRICA, [1, 2, 3, 4], id="loaded at 27 days: settled for good"),
    pytest.param(loaded_yesterday(30, 9), METRICA, [*range(1, 23), 30], id="loaded at 21 days: once more"),
    pytest.param(loaded_yesterday(10, 2), GA4, list(range(1, 15)), id="the middle one of three tiers"),
]  # fmt: skip


@pytest.mark.parametrize(("loads", "refresh", "expected"), CASES)
def test_due_days(loads: dict[int, int], refresh: tuple[Refresh, ...], expected: list[int]) -> None:
    assert due(loads, refresh) == expected


@dataclass
class Diary:
    """Runs of a stream on chosen days, and which ages each of them fetched."""

    starts: date
    refresh: tuple[Refresh, ...] = METRICA
    loads: dict[date, date] = field(default_factory=dict)
    fetched_at: dict[date, list[int]] = field(default_factory=dict)

    def run(self, today: date) -> list[int]:
        days = [self.starts + timedelta(days=at) for at in range((today - self.starts).days)]
        fetched = due_days(days, self.loads, self.refresh, today)
        for day in fetched:
            self.loads[day] = today
            self.fetched_at.setdefault(day, []).append((today - day).days)
        return ages(fetched, today)


def daily(starts: date, runs: int, skipped: range = range(0)) -> tuple[Diary, list[list[int]]]:
    diary = Diary(starts)
    return diary, [diary.run(starts + timedelta(days=at)) for at in range(1, runs + 1) if at not in skipped]


def test_run_every_day_the_weekly_refresh_comes_once_a_week() -> None:
    _, fetched = daily(date(2026, 7, 1), 100)
    weekly = [at for at, days in enumerate(fetched) if len(days) > 4]
    assert {later - earlier for earlier, later in pairwise(weekly)} == {7}
    assert all(len(days) <= 28 for days in fetched)


def test_run_every_day_each_day_is_loaded_at_the_age_of_22_or_later_and_then_never_again() -> None:
    diary, _ = daily(date(2026, 7, 1), 100)
    old = [day for day in diary.loads if (date(2026, 10, 9) - day).days > 29]
    assert len(old) > 60
    for day in old:
        assert diary.fetched_at[day][:4] == [1, 2, 3, 4]
        assert sum(age >= 22 for age in diary.fetched_at[day]) == 1
        assert 22 <= diary.fetched_at[day][-1] <= 28


@pytest.mark.parametrize("starts", [date(2026, 7, 1), date(2028, 1, 20)], ids=["summer", "over the 29th of February"])
def test_an_outage_of_ten_days_heals_in_the_first_run(starts: date) -> None:
    diary, _ = daily(starts, 59, skipped=range(50, 60))
    back = starts + timedelta(days=60)
    fetched = diary.run(back)
    assert set(range(1, 12)) <= set(fetched), "the missing days"
    assert set(range(12, 23)) <= set(fetched), "and the weekly tier, whose loads are ten days old"
    assert diary.run(back) == [1, 2, 3, 4]
    runs = [diary.run(back + timedelta(days=at)) for at in range(1, 40)]
    assert [at for at, days in enumerate(runs, start=1) if len(days) > 4] == [7, 14, 21, 28, 35]
    assert all(ages_of[-1] >= 22 for day, ages_of in diary.fetched_at.items() if day < back)


def test_a_run_once_a_week_is_enough_to_settle_every_day() -> None:
    diary = Diary(date(2026, 1, 1))
    for week in range(1, 20):
        diary.run(date(2026, 1, 1) + timedelta(days=7 * week))
    assert all(found[-1] >= 22 for day, found in diary.fetched_at.items() if day < date(2026, 4, 1))


def test_the_29th_of_february_is_a_day_like_any_other() -> None:
    diary, _ = daily(date(2028, 2, 1), 60)
    assert diary.fetched_at[date(2028, 2, 29)][:4] == [1, 2, 3, 4]
    assert [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)] == sorted(diary.loads)[27:30]


VISITS = Stream(pa.schema([("visit_id", pa.uint64()), ("date", pa.date32())]), key=("visit_id",))


def load(lake: Lake, day: date, now: datetime, rows: int = 0) -> None:
    columns = {"visit_id": list(range(rows)), "date": [day] * rows}
    batch = pa.RecordBatch.from_pydict(columns, schema=VISITS.schema)
    with WindowLoad(lake, "m", "visits", "1", VISITS, [day], now) as window:
        window.take([Rows(batch), Facts(rows)])


MOMENTS = [
    ("2026-10-05T20:59:59+00:00", "Europe/Moscow", date(2026, 10, 5)),
    ("2026-10-05T21:00:00+00:00", "Europe/Moscow", date(2026, 10, 6)),
    # clocks in Berlin go forward on 2026-03-29 and back on 2026-10-25
    ("2026-03-28T22:59:59+00:00", "Europe/Berlin", date(2026, 3, 28)),
    ("2026-03-28T23:00:00+00:00", "Europe/Berlin", date(2026, 3, 29)),
    ("2026-03-29T21:59:59+00:00", "Europe/Berlin", date(2026, 3, 29)),
    ("2026-03-29T22:00:00+00:00", "Europe/Berlin", date(2026, 3, 30)),
    ("2026-10-25T22:59:59+00:00", "Europe/Berlin", date(2026, 10, 25)),
    ("2026-10-25T23:00:00+00:00", "Europe/Berlin", date(2026, 10, 26)),
    ("2026-03-29T01:30:00+14:00", "Pacific/Kiritimati", date(2026, 3, 29)),
]


@pytest.mark.parametrize(("moment", "zone", "expected"), MOMENTS)
def test_a_load_is_of_the_business_day_on_which_it_was_made(
    tmp_path: Path, moment: str, zone: str, expected: date
) -> None:
    lake = Lake(tmp_path)
    load(lake, date(2026, 3, 1), datetime.fromisoformat(moment))
    assert loaded_on(lake, "m", "visits", "1", zone) == {date(2026, 3, 1): expected}


def test_what_was_taken_over_from_a_former_run_is_as_old_as_its_question(tmp_path: Path) -> None:
    lake, day, loaded = Lake(tmp_path), date(2026, 10, 1), datetime(2026, 10, 2, 6, tzinfo=UTC)
    for adopted, expected in (([], date(2026, 10, 2)), (["20000001"], date(2026, 10, 1))):
        with WindowLoad(lake, "m", "visits", "1", VISITS, [day], loaded) as window:
            window.take([Facts(0, {"asked_at": "2026-10-01T09:00:00+00:00", "adopted": adopted})])
        assert loaded_on(lake, "m", "visits", "1", "UTC") == {day: expected}


def test_a_load_that_was_kept_aside_is_asked_for_no_more_often_than_another(tmp_path: Path) -> None:
    lake, day = Lake(tmp_path), date(2026, 10, 1)
    load(lake, day, datetime(2026, 10, 2, 6, tzinfo=UTC), rows=100)
    load(lake, day, datetime(2026, 10, 9, 6, tzinfo=UTC), rows=10)
    assert loaded_on(lake, "m", "visits", "1", "UTC") == {day: date(2026, 10, 9)}


@pytest.mark.parametrize(
    ("loaded", "settles_after", "timezone", "final"),
    [
        ("2026-10-04T06:00:00", 3, "UTC", True),
        ("2026-10-03T23:00:00", 3, "UTC", False),
        ("2026-10-03T23:00:00", 3, "Asia/Tokyo", True),
        ("2026-10-04T03:00:00", 3, "America/Los_Angeles", False),
        ("2026-10-13T06:00:00", 13, "UTC", False),
        ("2026-10-14T06:00:00", 13, "UTC", True),
    ],
)
def test_a_day_is_final_once_it_was_loaded_old_enough(
    tmp_path: Path, loaded: str, settles_after: int, timezone: str, final: bool
) -> None:
    day, lake = date(2026, 10, 1), Lake(tmp_path)
    load(lake, day, datetime.fromisoformat(loaded).replace(tzinfo=UTC), rows=1)
    [manifest] = lake.manifests()
    told = manifest.model_copy(update={"settles_after": settles_after})
    untold = manifest.model_copy(update={"settles_after": None})
    assert is_final(told, 99, timezone) is final
    assert is_final(untold, settles_after, timezone) is final, "a load that doesn't tell is judged by its stream"
