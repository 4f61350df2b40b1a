"""The verdict: what was compared, what differs, and of what nothing can be concluded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from connectors.yandex_metrica import MetricaSettings
from pipelines.lake import Lake
from pipelines.reconciliation.comparisons import goal_reaches, revenue, visits, visits_read_otherwise
from pipelines.reconciliation.line import SLACK, Comparison, Line
from pipelines.reconciliation.prices import price_sentences
from pipelines.reconciliation.sides import Sides, read_sides
from pipelines.reconciliation.words import by_days, difference_sentence, number


@dataclass(frozen=True)
class Reconciliation:
    """`troubles` and `left_out` are sentences; `differing` are the lines beyond the tolerance, the largest first."""

    lines: tuple[Line, ...]
    differing: tuple[Line, ...]
    troubles: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Nothing differs beyond the tolerance, and the money is at the scale that was configured."""
        return not self.troubles

    @property
    def days(self) -> int:
        """On how many days anything was compared."""
        return len({line.day for line in self.lines})


def reconcile(lake: Lake, source: str, settings: MetricaSettings, days: Sequence[date]) -> Reconciliation:
    """Compare those of the days that the lake has both of: visits and revenue by traffic source, reaches by goal."""
    sides = read_sides(lake, source, settings, days)
    comparisons = [visits(sides), goal_reaches(sides), revenue(sides)]
    lines = [line for comparison in comparisons for line in comparison.lines]
    differing = [line for line in lines if not line.agrees(settings.reconcile_tolerance)]
    differing.sort(key=lambda line: line.share, reverse=True)
    troubles = [
        difference_sentence([line for line in differing if line.measure == comparison.measure])
        for comparison in comparisons
        if any(line.measure == comparison.measure for line in differing)
    ]
    troubles += _robots(sides, differing)
    troubles += _loaded_apart(sides, differing)
    troubles += _unread(sides)
    troubles += price_sentences(sides, comparisons[1], comparisons[2])
    return Reconciliation(tuple(lines), tuple(differing), tuple(troubles), _left_out(comparisons))


def _robots(sides: Sides, differing: list[Line]) -> list[str]:
    """Whether a counter's logs hold robots follows from its setting by the documentation; say where it doesn't."""
    wrong = [line for line in differing if line.measure == "visits"]
    other = visits_read_otherwise(sides)
    told = {(line.day, line.member): replace(line, reporting=other.get((line.day, line.member), 0)) for line in wrong}
    if not wrong or not told.keys() <= other.keys():
        return []
    if not all(line.agrees(sides.settings.reconcile_tolerance) for line in told.values()):
        return []
    return ["The visits would agree if the counter's filter_robots were the other one."]


def _loaded_apart(sides: Sides, differing: list[Line]) -> list[str]:
    """What came in between is no fault of either side."""
    days = {
        line.day
        for line in differing
        if sides.apart(line.day, sides.goal_report if line.measure == "goal reaches" else sides.traffic_report)
    }
    if not days:
        return []
    return [f"Logs and report were not loaded together, and visits came in between: {by_days(days)}; load them again."]


def _unread(sides: Sides) -> list[str]:
    """Rows that couldn't be read count as seen; many of them are a trouble of their own."""
    loads = [load for day, load in sides.visits.items() if sides.unread[day]]
    refused, rows = sum(load.quarantined for load in loads), sum(load.rows for load in loads)
    if refused <= SLACK["visits"] or refused <= sides.settings.reconcile_tolerance * (rows + refused):
        return []
    days = by_days(day for day, count in sides.unread.items() if count)
    return [f"{number(refused)} of {number(rows + refused)} rows of the logs could not be read, on {days}."]


def _left_out(comparisons: list[Comparison]) -> tuple[str, ...]:
    reasons: dict[str, set[date]] = {}
    for comparison in comparisons:
        for reason, days in comparison.left_out.items():
            reasons.setdefault(reason, set()).update(comparison.days & days)
    return tuple(f"{reason}: {by_days(days)}" for reason, days in reasons.items() if days)
