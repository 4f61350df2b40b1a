"""Months, and what lies a number of them away."""

from calendar import monthrange
from datetime import date
from itertools import takewhile


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """The first day of the month that is so many months later."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def months_later(day: date, count: int) -> date:
    """The same day of a later month, or that month's last."""
    month = add_months(month_of(day), count)
    return month.replace(day=min(day.day, last_day(month).day))


def last_day(month: date) -> date:
    """Of the month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months(first: date, last: date) -> list[date]:
    """From the month of one day to that of another."""
    start = month_of(first)
    return list(takewhile(lambda month: month <= last, (add_months(start, count) for count in range(10_000))))


def months_between(first: date, last: date) -> int:
    """Of two months."""
    return (last.year - first.year) * 12 + last.month - first.month
