"""The month of a scorecard, in business time: when it starts, what has passed of it, its state."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Optional
from zoneinfo import ZoneInfo

from pipelines.scorecard.records import OPEN, PROVISIONAL


@dataclass(frozen=True, order=True)
class Month:
    """Written `2026-10`; sorts in time."""

    year: int
    number: int

    @classmethod
    def parse(cls, period: str) -> Optional["Month"]:
        """The month that a period names; None for years, quarters, weeks and days."""
        match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", period)
        return cls(int(match[1]), int(match[2])) if match else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_day(self) -> date:
        """Where the business month begins."""
        return date(self.year, self.number, 1)

    @property
    def days(self) -> int:
        """How many it has."""
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def last_day(self) -> date:
        """Included."""
        return date(self.year, self.number, self.days)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return self.back(1)

    @property
    def year_ago(self) -> "Month":
        """The same month of the year before."""
        return self.back(12)

    def back(self, months: int) -> "Month":
        """So many months earlier."""
        count = self.year * 12 + self.number - 1 - months
        return Month(count // 12, count % 12 + 1)

    def starts_at(self, timezone: str) -> datetime:
        """Midnight of the first day in business time, as a naive moment in UTC: how the warehouse keeps moments."""
        midnight = datetime.combine(self.first_day, time(), tzinfo=ZoneInfo(timezone))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def has_begun(self, today: date) -> bool:
        """Whether today is in it or after it."""
        return self.first_day <= today

    def state(self, today: date) -> str:
        """Open until the last day has passed; closing, which makes it locked, is an act of its own."""
        return OPEN if today <= self.last_day else PROVISIONAL

    def days_passed(self, today: date) -> int:
        """Whole days behind: today is still running."""
        return min(max((today - self.first_day) // timedelta(days=1), 0), self.days)
