from datetime import date, datetime

import pytest

from pipelines.scorecard.months import Month


@pytest.mark.parametrize("period", ["2026", "2026-Q3", "2026-W43", "2026-10-05", "2026-13", "2026-00", "October", ""])
def test_only_months_are_months(period: str) -> None:
    assert Month.parse(period) is None


def test_a_month_knows_its_days_and_its_neighbours() -> None:
    february = Month(2024, 2)
    assert str(Month.parse("2024-02")) == "2024-02"
    assert (february.first_day, february.last_day, february.days) == (date(2024, 2, 1), date(2024, 2, 29), 29)
    assert (february.previous, Month(2024, 1).previous, february.year_ago) == (
        Month(2024, 1),
        Month(2023, 12),
        Month(2023, 2),
    )


@pytest.mark.parametrize(
    ("today", "state", "passed", "begun"),
    [
        (date(2026, 9, 30), "open", 0, False),
        (date(2026, 10, 1), "open", 0, True),
        (date(2026, 10, 11), "open", 10, True),
        (date(2026, 10, 31), "open", 30, True),
        (date(2026, 11, 1), "provisional", 31, True),
        (date(2027, 5, 1), "provisional", 31, True),
    ],
)
def test_a_month_is_open_until_its_last_day_has_passed(today: date, state: str, passed: int, begun: bool) -> None:
    month = Month(2026, 10)
    assert (month.state(today), month.days_passed(today), month.has_begun(today)) == (state, passed, begun)


def test_a_month_starts_at_midnight_of_the_business_zone() -> None:
    assert Month(2026, 10).starts_at("Europe/Moscow") == datetime(2026, 9, 30, 21)
    assert Month(2026, 10).starts_at("UTC") == datetime(2026, 10, 1)
