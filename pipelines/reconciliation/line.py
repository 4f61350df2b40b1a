"""One number of a day, as counted in the logs and as told by the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Measure = Literal["visits", "goal reaches", "revenue of purchases"]
By = dict[tuple[date, str], float]
# what is never worth a word, however large its share is: 2 visits instead of 1
SLACK: Mapping[Measure, float] = {"visits": 3, "goal reaches": 3, "revenue of purchases": 1}


@dataclass(frozen=True)
class Line:
    """`member` is a traffic source, or a goal by its number and name."""

    day: date
    measure: Measure
    member: str
    logs: float
    reporting: float

    @property
    def difference(self) -> float:
        """How much more the logs have."""
        return self.logs - self.reporting

    @property
    def share(self) -> float:
        """The difference as a share of the larger number."""
        return abs(self.difference) / (max(abs(self.logs), abs(self.reporting)) or 1)

    def agrees(self, tolerance: float) -> bool:
        """Within the tolerance, or too small to matter."""
        return abs(self.difference) <= SLACK[self.measure] or self.share <= tolerance


@dataclass(frozen=True)
class Comparison:
    """Both sides of a measure by day and member, on the days that the lake has of both.

    `doubts` are days that nothing can be concluded of, by the reason.
    """

    measure: Measure
    days: set[date]
    logs: By
    reporting: By
    doubts: dict[str, set[date]] = field(default_factory=dict)

    @property
    def sure(self) -> set[date]:
        """Days without a doubt."""
        return self.days.difference(*self.doubts.values())

    @property
    def lines(self) -> list[Line]:
        """A line for all that either side has; what a side doesn't have is 0 there."""
        sure = self.sure
        return [
            Line(day, self.measure, member, self.logs.get((day, member), 0), self.reporting.get((day, member), 0))
            for day, member in sorted({*self.logs, *self.reporting})
            if day in sure
        ]
