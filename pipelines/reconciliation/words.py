"""The sentences of a comparison."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pipelines.reconciliation.line import Line

RANGES_SHOWN = 4


def difference_sentence(lines: Sequence[Line]) -> str:
    """One sentence for all lines of a measure, with the first of them."""
    worst, days = lines[0], {line.day for line in lines}
    return (
        f"{worst.measure} differ from the report on {by_days(days)}; most of all on {worst.day}, {worst.member}: "
        f"{number(worst.logs)} in the logs, {number(worst.reporting)} in the report."
    )


def by_days(days: Iterable[date]) -> str:
    """`2026-10-05, 2026-10-07 … 2026-10-09`; the first few ranges."""
    ranges: list[tuple[date, date]] = []
    for day in sorted(days):
        if ranges and day - ranges[-1][1] == timedelta(days=1):
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    shown = [str(first) if first == last else f"{first} … {last}" for first, last in ranges[:RANGES_SHOWN]]
    more = sum((last - first).days + 1 for first, last in ranges[RANGES_SHOWN:])
    return ", ".join(shown) + (f" and {more} more days" if more else "")


def number(value: float) -> str:
    """`12 345`, `12 345.67`."""
    text = f"{value:,.2f}".replace(",", " ")
    return text.removesuffix(".00")
