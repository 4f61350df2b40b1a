"""Spans of days: half-open ranges, and sets of days kept as coalesced ranges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class DateRange:
    """The days from `start` up to, and without, `end`. Never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a range of days must end after it starts: {self.start} … {self.end}")

    @classmethod
    def inclusive(cls, first: date, last: date) -> "DateRange":
        """The days from `first` to `last`, both included."""
        # 9999-12-31 is what exports write for "never": no half-open range can hold the calendar's last day
        return cls(min(first, date.max - timedelta(days=1)), later(last, 1))

    @property
    def last(self) -> date:
        """The last day of the range."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.end - self.start).days

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=offset) for offset in range(self.days))

    def __str__(self) -> str:
        return str(self.start) if self.days == 1 else f"{self.start}…{self.last}"


@dataclass(frozen=True)
class DateRanges:
    """A set of days. `ranges` are in order, and neither touch nor overlap: equal sets are equal objects."""

    ranges: tuple[DateRange, ...] = field(default=())

    @classmethod
    def of(cls, *ranges: DateRange) -> "DateRanges":
        """The union of any ranges."""
        return cls(tuple(_coalesced(ranges)))

    def __iter__(self) -> Iterator[DateRange]:
        return iter(self.ranges)

    def __len__(self) -> int:
        return len(self.ranges)

    def __or__(self, other: "DateRanges") -> "DateRanges":
        return DateRanges.of(*self.ranges, *other.ranges)

    def __contains__(self, day: date) -> bool:
        return any(piece.start <= day < piece.end for piece in self.ranges)

    @property
    def days(self) -> int:
        """How many days there are in all."""
        return sum(piece.days for piece in self.ranges)

    @property
    def span(self) -> "DateRanges":
        """From the first day to the last one, without holes."""
        return DateRanges.of(DateRange(self.ranges[0].start, self.ranges[-1].end)) if self.ranges else self

    def widened(self, days: int, back: int = 0) -> "DateRanges":
        """Each range made longer by so many days after its end, and by so many before its start."""
        return DateRanges.of(*(DateRange(earlier(piece.start, back), later(piece.end, days)) for piece in self.ranges))

    def clipped(self, bounds: DateRange) -> "DateRanges":
        """Only the days inside the bounds."""
        inside = ((max(piece.start, bounds.start), min(piece.end, bounds.end)) for piece in self.ranges)
        return DateRanges.of(*(DateRange(start, end) for start, end in inside if start < end))

    def chunks(self, longest: int) -> Iterator[DateRange]:
        """The ranges cut into pieces of at most so many days."""
        for piece in self.ranges:
            start = piece.start
            while start < piece.end:
                end = min(piece.end, later(start, longest))
                yield DateRange(start, end)
                start = end

    def __str__(self) -> str:
        return ", ".join(str(piece) for piece in self.ranges) or "no days"


NO_DAYS = DateRanges()


def later(day: date, days: int) -> date:
    """So many days after; the calendar's last day where there is no such day."""
    return day + timedelta(days=min(days, (date.max - day).days))


def earlier(day: date, days: int) -> date:
    """So many days before; the calendar's first day where there is no such day."""
    return day - timedelta(days=min(days, (day - date.min).days))


def _coalesced(ranges: Iterable[DateRange]) -> Iterator[DateRange]:
    current: DateRange | None = None
    for piece in sorted(ranges):
        if current is None:
            current = piece
        elif piece.start <= current.end:
            current = DateRange(current.start, max(current.end, piece.end))
        else:
            yield current
            current = piece
    if current is not None:
        yield current
