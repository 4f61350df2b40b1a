"""By what amounts in logs are to be divided. The lake keeps them as they were sent.

The docs say that some numbers "are multiplied by a coefficient", and don't say whether the reader gets them so; the
names of 2025 aren't mentioned at all. So a divisor is declared, can be configured, and can be checked against sums of
the Reporting API.
"""

from collections.abc import Mapping
from decimal import Decimal

from connectors.common.errors import BadInput

POSSIBLE = (1, 1_000, 1_000_000)
DECLARED: Mapping[str, int] = {
    "goals_price": 1_000,
    "purchase_revenue": 1,
    "purchase_shipping": 1,
    "purchase_tax": 1_000_000,
    "purchased_product_price": 1_000_000,
    "product_price": 1_000_000,
    "impressions_product_price": 1_000_000,
}
# sums differ by visits that are still changing; one divisor differs from the next by a thousand
TOLERANCE = Decimal("0.2")


def divisors(configured: Mapping[str, int], where: str = "yandex_metrica") -> dict[str, int]:
    """The divisor of each amount, by column, `configured` ones first. Raises `BadInput` for others than these."""
    for column, divisor in configured.items():
        if column not in DECLARED:
            raise BadInput(f"{column!r} is no amount.", where=where, mend=f"Amounts are {', '.join(DECLARED)}.")
        if divisor not in POSSIBLE:
            raise BadInput(f"{column} can't be divided by {divisor}.", where=where, mend="Use 1, 1000 or 1000000.")
    return {**DECLARED, **configured}


def divisor_that_fits(raw_sum: Decimal, reported_sum: Decimal, tolerance: Decimal = TOLERANCE) -> int | None:
    """The divisor that turns the sum of a log's amounts into about what the Reporting API says; None if none does.

    Both sums are of the same visits, in the same currency. Nothing can be told where one of them is 0.
    """
    if not (raw_sum.is_finite() and reported_sum.is_finite()) or not raw_sum or not reported_sum:
        return None
    for divisor in POSSIBLE:
        if abs(raw_sum / divisor - reported_sum) <= tolerance * abs(reported_sum):
            return divisor
    return None
