"""Days as numbers since 1970-01-01, the company's clock, and how lively each day is."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np

from sandbox.company.draws import Ints

DAY = 86_400
MOSCOW_SECONDS = 10_800
MOSCOW = timezone(timedelta(seconds=MOSCOW_SECONDS))  # no summer time since 2014
EPOCH = date(1970, 1, 1)

# Per mille of an average day, in the middle of each month: gifts in March, holidays in December, August is asleep.
_MONTHS = np.array([880, 980, 1080, 960, 900, 870, 850, 810, 960, 1080, 1230, 1400])
_WEEKDAYS = np.array([1050, 1060, 1050, 1030, 1000, 900, 910])  # Monday first
_GROWTH_A_YEAR = 90  # per mille, around the middle of 2026
_PIVOT = (date(2026, 7, 1) - EPOCH).days


def number(day: date) -> int:
    """The day as a number."""
    return (day - EPOCH).days


def day_of(day_number: int) -> date:
    """The number as a day."""
    return EPOCH + timedelta(days=int(day_number))


def business_day(now: datetime) -> date:
    """The Moscow day that a moment falls on (a moment without an offset is UTC)."""
    aware = now if now.tzinfo else now.replace(tzinfo=UTC)
    return aware.astimezone(MOSCOW).date()


def months_since_1970(days: Ints) -> Ints:
    """Months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day_of_month(months: int) -> int:
    """The number of the first day of a month counted since January 1970."""
    return number(date(1970 + months // 12, months % 12 + 1, 1))


def weekdays(days: Ints) -> Ints:
    """0 is Monday."""
    return (days + 3) % 7


def liveliness(days: Ints) -> Ints:
    """How lively days are, in per mille of an average day in the middle of 2026: growth, year, week and sales."""
    months = months_since_1970(days)
    day_in_month = days - months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    into = day_in_month - 15  # straight lines between the middles of months
    neighbour = np.where(into < 0, months - 1, months + 1) % 12
    here, there = _MONTHS[months % 12], _MONTHS[neighbour]
    season = here + (there - here) * np.abs(into) // 30
    growth = np.clip(1000 + (days - _PIVOT) * _GROWTH_A_YEAR // 365, 600, 1600)
    usual = season * _WEEKDAYS[weekdays(days)] // 1000 * growth // 1000
    lively: Ints = usual * _occasions(months % 12, day_in_month + 1, weekdays(days)) // 1000
    return lively


def _occasions(month: Ints, day: Ints, weekday: Ints) -> Ints:
    """Per mille: the gifts before 8 March, Black Friday and its weekend, and the night of the New Year."""
    factor = np.full(len(month), 1000, dtype=np.int64)
    factor[(month == 1) & (day >= 24)] = 1200
    factor[(month == 2) & (day <= 7)] = 1350
    friday = day - (weekday - 4)
    black = (month == 10) & (weekday >= 4) & (friday >= 23) & (friday <= 29)
    factor[black] = np.array([1000, 1000, 1000, 1000, 1800, 1500, 1350])[weekday[black]]
    factor[(month == 11) & (day == 31)] = 450
    factor[(month == 0) & (day == 1)] = 400
    return factor


def price_index(months: Ints) -> Ints:
    """Prices and wages in per mille of January 2024: 7 % a year, month by month."""
    return 1000 + (months - 54 * 12) * 70 // 12
