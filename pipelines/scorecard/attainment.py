"""Attainment and pace: how much of the plan there is, and how much for this day of the month. Never what is paid."""

from decimal import Decimal

from pipelines.scorecard.payout import HUNDRED


def attainment(fact: Decimal, target: Decimal, unit: str) -> Decimal | None:
    """Fact / target in %. None for a target ≤ 0 and for a change in percentage points, where the quotient lies."""
    if target <= 0 or unit == "pp":
        return None
    return fact * HUNDRED / target


def pace(fact: Decimal, target: Decimal, elapsed: Decimal | None) -> Decimal | None:
    """Fact / (target × the season's elapsed share) in %: 100 is on schedule. None before the first day has ended."""
    if elapsed is None or elapsed <= 0 or target <= 0:
        return None
    return fact * HUNDRED / (target * elapsed)


def accumulates(unit: str, is_ratio: bool) -> bool:
    """Whether a fact grows through the period, where configuration doesn't say: money and counts that aren't ratios."""
    return unit in ("money", "count") and not is_ratio
