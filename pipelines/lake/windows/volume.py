"""Days whose number of rows is far from what their weekday usually has: half a day, a counter that was torn out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from pipelines.lake.manifest import Manifest
from pipelines.lake.windows.refresh import is_final

WEEKS = 8
FEWEST_DAYS = 4  # of the same weekday, to tell what is usual
FEWEST_ROWS = 30  # fewer, of the day and as usual, double and halve by chance
LEAST, MOST = 0.5, 2.0
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Unusual:
    """A day with `rows` rows, where its weekday has had `usual` ones in the weeks before."""

    day: date
    rows: int
    usual: float

    @property
    def said(self) -> str:
        """`2026-10-14 (Wednesday) has 12 rows, where 100 are usual`."""
        return f"{self.day} ({self.day:%A}) has {self.rows} rows, where {self.usual:g} are usual"


def unusual_days(
    loaded: Iterable[Manifest], loads: Mapping[date, Manifest], settles_after: int, timezone: str
) -> list[Unusual]:
    """Of the days `loaded`, in order; `loads` are all of the stream. A day that hasn't settled still grows."""
    days = {load.date_from: load for load in loaded if load.date_from and is_final(load, settles_after, timezone)}
    found = [_compared(day, days[day].rows, loads) for day in sorted(days)]
    return [each for each in found if each is not None]


def _compared(day: date, rows: int, loads: Mapping[date, Manifest]) -> Unusual | None:
    before = [loads[then].rows for week in range(1, WEEKS + 1) if (then := day - week * WEEK) in loads]
    if len(before) < FEWEST_DAYS:
        return None
    usual = median(before)
    if max(rows, usual) < FEWEST_ROWS or LEAST * usual <= rows <= MOST * usual:
        return None
    return Unusual(day, rows, usual)
