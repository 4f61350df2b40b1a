"""From the texts of metrics to typed columns; a cell that isn't a number becomes NULL and is told."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.google_analytics.catalogue.metrics import MONEY, Kind

WHOLE = r"^-?\d{1,19}$"
DECIMAL = r"^-?\d{1,18}(\.\d+)?([eE][-+]?\d{1,3})?$"
WIDE = pa.decimal128(38, 18)
SMALLEST = Decimal(1).scaleb(-MONEY.scale)
DIGITS = Context(prec=MONEY.precision, rounding=ROUND_HALF_UP)
WHAT: Mapping[Kind, str] = {
    "count": "a whole number below 2^63",
    "number": "a number",
    "seconds": "a number of seconds",
    "money": "an amount below 10^14",
}


def typed(column: pa.Array, kind: Kind) -> tuple[pa.Array, list[int]]:
    """The column with NULL for each cell that can't be read, and the places of these."""
    wrong = pc.invert(pc.match_substring_regex(column, WHOLE if kind == "count" else DECIMAL))
    places = _places(wrong)
    good = pc.if_else(wrong, None, column) if places else column
    try:
        return _cast(good, kind), places
    except pa.ArrowInvalid:  # too large for its type: one cell is enough, and only now is it worth finding which
        too_large = [place for place, text in enumerate(good) if text.is_valid and not _fits(text, kind)]
        mask = np.zeros(len(good), bool)
        mask[too_large] = True
        return _cast(pc.if_else(pa.array(mask), None, good), kind), sorted({*places, *too_large})


def _cast(column: pa.Array, kind: Kind) -> pa.Array:
    if kind == "count":
        return column.cast(pa.int64())
    if kind == "money":
        return _amounts(column)
    numbers = column.cast(pa.float64())
    if pc.any(pc.is_inf(numbers)).as_py():
        raise pa.ArrowInvalid("a number beyond those of 64 bits")
    return numbers


def _amounts(column: pa.Array) -> pa.Array:
    """To four decimals, from their digits: no float in between. What goes beyond is noise of a floating point."""
    column = _without_exponents(column)
    if (pc.max(pc.binary_length(column)).as_py() or 0) <= MONEY.precision:  # of more digits, Arrow may make a nought
        with suppress(pa.ArrowInvalid):
            return column.cast(MONEY)
    short = pc.replace_substring_regex(column, r"^(-?\d+\.\d{18})\d+$", r"\1")
    return pc.round(short.cast(WIDE), 4, round_mode="half_towards_infinity").cast(MONEY)


def _without_exponents(column: pa.Array) -> pa.Array:
    """A sale and its refund may leave 5.684341886080802E-14, which Arrow refuses."""
    written = pc.fill_null(pc.match_substring_regex(column, "[eE]"), False)
    if not pc.any(written).as_py():
        return column
    amounts = [_written_out(text) for text in column.filter(written).to_pylist()]
    return pc.replace_with_mask(column, written, pa.array(amounts, pa.string()))


def _written_out(text: str) -> str:
    try:
        return f"{Decimal(text).quantize(SMALLEST, context=DIGITS):f}"
    except InvalidOperation:
        raise pa.ArrowInvalid("an amount of more digits than its column has") from None


def _fits(text: Any, kind: Kind) -> bool:
    try:
        _cast(pa.array([text.as_py()], pa.string()), kind)
    except pa.ArrowInvalid:
        return False
    return True


def _places(mask: pa.Array) -> list[int]:
    return [int(place) for place in np.flatnonzero(mask.to_numpy(zero_copy_only=False))]
