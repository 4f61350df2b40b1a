"""A day with too few or too many rows is told, by what its weekday usually has; what may be chance isn't."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.lake.manifest import Manifest, new_load_id
from pipelines.lake.windows.volume import Unusual, unusual_days

DAY = date(2026, 10, 14)  # a Wednesday
SETTLED = 4


def load(day: date, rows: int, age: int = SETTLED) -> Manifest:
    moment = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(days=age)
    return Manifest(
        load_id=new_load_id(), source="metrica", stream="visits", account="1", partition=day.isoformat(), kind="window",
        date_from=day, date_to=day, rows=rows, rows_read=rows, loaded_at=moment.isoformat(),
    )  # fmt: skip


def weeks_before(*rows: int) -> dict[date, Manifest]:
    """The newest first; other weekdays have had a tenth."""
    weeks = {DAY - timedelta(weeks=week): count for week, count in enumerate(rows, start=1)}
    others = {day - timedelta(days=1): count // 10 for day, count in weeks.items()}
    return {day: load(day, count) for day, count in (weeks | others).items()}


@pytest.mark.parametrize(
    ("rows", "before", "usual"),
    [
        pytest.param(100, (100,) * 8, None, id="as always"),
        pytest.param(49, (100,) * 8, 100, id="under half"),
        pytest.param(50, (100,) * 8, None, id="half"),
        pytest.param(200, (100,) * 8, None, id="twice"),
        pytest.param(201, (100,) * 8, 100, id="over twice"),
        pytest.param(0, (100,) * 8, 100, id="nothing"),
        pytest.param(0, (100,) * 4, 100, id="four weeks tell it"),
        pytest.param(0, (100,) * 3, None, id="three weeks don't"),
        pytest.param(100, (1000, 90, 110, 100, 0, 100, 95, 105), None, id="single odd days before don't matter"),
        pytest.param(100, (100,) * 8 + (1000,) * 40, None, id="older weeks don't count"),
        pytest.param(0, (29,) * 8, None, id="few rows vanish by chance"),
        pytest.param(29, (5,) * 8, None, id="few rows multiply by chance"),
        pytest.param(30, (5,) * 8, 5, id="a flood where there were few"),
        pytest.param(40, (100, 101) * 4, 100.5, id="the middle of two"),
        pytest.param(1, (0,) * 8, None, id="the first row"),
    ],
)
def test_a_day_is_compared_with_its_weekday(rows: int, before: tuple[int, ...], usual: float | None) -> None:
    day = load(DAY, rows)
    found = unusual_days([day], {**weeks_before(*before), DAY: day}, SETTLED, "Europe/Moscow")
    assert found == ([] if usual is None else [Unusual(DAY, rows, usual)])


def test_a_day_that_still_grows_is_not_judged() -> None:
    days = [load(DAY, 1, age) for age in (1, 3)]
    assert [unusual_days([day], weeks_before(*[100] * 8), SETTLED, "Europe/Moscow") for day in days] == [[], []]


def test_days_are_told_in_order_in_words() -> None:
    loads = weeks_before(*[100] * 8)
    days = [load(DAY, 12), load(DAY - timedelta(days=7), 1234)]
    found = unusual_days(days, loads, SETTLED, "Europe/Moscow")
    assert [each.said for each in found] == [
        "2026-10-07 (Wednesday) has 1234 rows, where 100 are usual",
        "2026-10-14 (Wednesday) has 12 rows, where 100 are usual",
    ]
