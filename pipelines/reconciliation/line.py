"""One number of a day, as counted in the logs and as told by the report."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Measure = Literal["visits", "goal reaches", "revenue of purchases"]
Key = tuple[date, str]
By = dict[Key, float]
# what is never worth a word, however large its share is: 2 visits instead of 1
SLACK: Mapping[Measure, float] = {"visits": 3, "goal reaches": 3, "revenue of purchases": 1}


@dataclass(frozen=True)
class Line:
    """`member` is a traffic source, or a goal by its number and name. `unread` rows of the logs may be of it too."""

    day: date
    measure: Measure
    member: str
    logs: float
    reporting: float
    unread: int = 0

    @property
    def difference(self) -> float:
        """How much more the logs have."""
        return self.logs - self.reporting

    @property
    def share(self) -> float:
        """The difference as a share of the larger number."""
        return self._share_of(abs(self.difference))

    def agrees(self, tolerance: float) -> bool:
        """Within the tolerance, or too small to matter; rows that couldn't be read are none that the logs lack."""
        wrong = max(self.difference, -self.difference - self.unread)
        return wrong <= SLACK[self.measure] or self._share_of(wrong) <= tolerance

    def _share_of(self, difference: float) -> float:
        return difference / (max(abs(self.logs), abs(self.reporting)) or 1)


@dataclass(frozen=True)
class Comparison:
    """Both sides of a measure by day and member, on the days that the lake has of both.

    By the reason, `doubts` are days that nothing can be concluded of, and `untold` single numbers. `unread` rows of the
    logs belong to some member of the day, or to none.
    """

    measure: Measure
    days: set[date]
    logs: By
    reporting: By
    doubts: dict[str, set[date]] = field(default_factory=dict)
    untold: dict[str, Set[Key]] = field(default_factory=dict)
    unread: Mapping[date, int] = field(default_factory=dict)

    @property
    def sure(self) -> set[date]:
        """Days without a doubt."""
        return self.days.difference(*self.doubts.values())

    @property
    def lines(self) -> list[Line]:
        """A line for all that either side has; what a side doesn't have is 0 there."""
        sure, untold = self.sure, set().union(*self.untold.values())
        return [
            Line(
                day,
                self.measure,
                member,
                self.logs.get((day, member), 0),
                self.reporting.get((day, member), 0),
                self.unread.get(day, 0),
            )
            for day, member in sorted({*self.logs, *self.reporting} - untold)
            if day in sure
        ]

    @property
    def left_out(self) -> Mapping[str, set[date]]:
        """The days on which something isn't compared, by the reason."""
        return {**self.doubts, **{reason: self.days & days_of(keys) for reason, keys in self.untold.items()}}


def days_of(keys: Iterable[Key]) -> set[date]:
    """The days of the keys."""
    return {day for day, _ in keys}
