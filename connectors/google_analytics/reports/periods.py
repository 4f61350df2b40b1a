"""The periods that a day belongs to, each up to and including this day: people are counted over them, never summed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "week", "month", "quarter"]


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included. `name` is that of the whole: 2026-10-05, 2026-W41, 2026-10, 2026-Q4."""

    grain: Grain
    name: str
    start: date
    end: date


def periods(day: date) -> tuple[Period, ...]:
    """Day, ISO week, month and quarter to date. The row of a period's last day is that of the whole period."""
    year, week, weekday = day.isocalendar()
    quarter = (day.month - 1) // 3
    return (
        Period("day", day.isoformat(), day, day),
        Period("week", f"{year}-W{week:02}", day - timedelta(days=weekday - 1), day),
        Period("month", f"{day:%Y-%m}", day.replace(day=1), day),
        Period("quarter", f"{day.year}-Q{quarter + 1}", date(day.year, quarter * 3 + 1, 1), day),
    )
