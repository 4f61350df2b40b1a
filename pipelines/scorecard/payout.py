"""The payout curve: threshold → target → stretch, piecewise linear, capped, and the same formula for ↑ and ↓.

Everything is Decimal and stays unrounded; what is booked is rounded half up, once (`half_up`).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipelines.scorecard.records import Reason
from pipelines.settings.scorecard import Curve

NOTHING = Decimal(0)
HUNDRED = Decimal(100)
DEFAULT_SPAN = Decimal("0.2")  # levels that a plan doesn't give are 80 and 120 % of its target
CENT = Decimal("0.01")
NOISE = Decimal("1e-12")


@dataclass(frozen=True)
class Levels:
    """The three levels in the KPI's own unit: rising for ↑, falling for ↓."""

    threshold: Decimal
    target: Decimal
    stretch: Decimal


def levels_of(
    target: Decimal, threshold: Decimal | None, stretch: Decimal | None, *, direction: str, unit: str
) -> Levels | Reason:
    """The plan's levels with the defaults filled in, or why there are none.

    80 % of a target ≤ 0 lies on its wrong side, and of a change in percentage points means nothing: these give both.
    """
    if (threshold is None or stretch is None) and (target <= 0 or unit == "pp"):
        return Reason.LEVELS_MISSING
    span = target * (-DEFAULT_SPAN if direction == "down" else DEFAULT_SPAN)
    levels = Levels(
        threshold=target - span if threshold is None else threshold,
        target=target,
        stretch=target + span if stretch is None else stretch,
    )
    low, high = (levels.stretch, levels.threshold) if direction == "down" else (levels.threshold, levels.stretch)
    return levels if low < target < high else Reason.LEVELS_DISORDERED


def payout(fact: Decimal, levels: Levels, curve: Curve) -> Decimal:
    """What the curve pays for the fact, in %.

    Both differences change their sign with the direction, so their quotient doesn't: 0 at the lower level of a
    stretch of the curve, 1 at its upper one. Multiplied before divided, for the sake of exact decimals.
    """
    below, above = levels.target - levels.threshold, levels.stretch - levels.target
    if (fact - levels.threshold) * below < 0:
        return NOTHING
    if (fact - levels.target) * above < 0:
        rise = curve.at_target - curve.at_threshold
        return curve.at_threshold + rise * (fact - levels.threshold) / below
    if (fact - levels.stretch) * above < 0:
        rise = curve.at_stretch - curve.at_target
        return curve.at_target + rise * (fact - levels.target) / above
    return curve.at_stretch


def half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Rounded half up, away from zero.

    The first step takes off what a repeating quotient leaves in its last digits: 0.00499…9 stands for 0.005.
    """
    return value.quantize(NOISE, ROUND_HALF_UP).quantize(step, ROUND_HALF_UP)
