"""The total of a card: its payout is the sum of the booked scores, so that a reader can add the column up."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.scorecard.payout import HUNDRED
from pipelines.scorecard.records import OK, Line, Total


def total_of(lines: Sequence[Line], fixed_share: Decimal) -> Total:
    """One paid line without a score blocks the whole: the rest is never weighed up to a hundred instead."""
    variable_share = 1 - fixed_share
    blocking = [line for line in lines if line.is_paid and line.score is None]
    if blocking:
        return Total(None, fixed_share, variable_share, None, blocking[0].status)
    paid = sum((line.score for line in lines if line.score is not None), Decimal(0))
    return Total(paid, fixed_share, variable_share, bonus_share(variable_share, paid), OK)


def bonus_share(variable_share: Decimal, payout: Decimal) -> Decimal:
    """What part of the whole pay the bonus is: of 200 000 at 70/30 and a payout of 75 % it makes 45 000."""
    return variable_share * payout / HUNDRED
