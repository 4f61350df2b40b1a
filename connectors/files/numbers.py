"""Numbers that a file stores as binary floats, written as the decimals that people typed."""

import math
from decimal import Decimal

EXCEL_EXACT = 10**15  # Excel keeps 15 digits and replaces the others by zeros
FLOAT_EXACT = 2**53


def number_text(value: float, exact_below: int) -> str | None:
    """`17850.0` → `17850`, `2.55` → `2.55`, `0.30000000000000004` → `0.3`; a number that is missing (NaN) is None.

    A whole number beyond `exact_below` has lost digits and keeps scientific notation, by which casts refuse it.
    """
    if math.isnan(value):
        return None
    if math.isinf(value):
        return str(value)
    if abs(value) >= exact_below:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")
