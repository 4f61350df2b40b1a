"""Columns of single values. Each converter raises `Unreadable` or `ArrowInvalid` where any cell isn't of its kind."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

import pyarrow as pa
import pyarrow.compute as pc

from connectors.yandex_metrica.fields.kinds import MONEY
from connectors.yandex_metrica.parsing.arrays import Unreadable

MOSCOW_OFFSET = timedelta(hours=3)  # dateTimeUTC is UTC+3, whatever its name says
LENGTH_OF_TIME = len("2026-01-05 10:00:00")
_FOUR_DECIMALS = Decimal("0.0001")
_MONEY_DIGITS = Context(prec=MONEY.precision, rounding=ROUND_HALF_UP)


def digits(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Whole numbers. Arrow alone would take `0x1F` for a number too."""
    unsigned = column if pa.types.is_unsigned_integer(kind) else pc.utf8_ltrim(column, "-")
    _demand(pc.ascii_is_decimal(unsigned), "digits only")
    return present(column).cast(kind)


def flags(column: pa.Array) -> pa.Array:
    """0 and 1."""
    yes = pc.equal(present(column), "1")
    _demand(pc.or_(yes, pc.equal(column, "0")), "0 or 1")
    return yes


def dates(column: pa.Array) -> pa.Array:
    """Days."""
    return present(column).cast(pa.date32())


def local_times(column: pa.Array) -> pa.Array:
    """Times as they are. Arrow alone would take a date for its midnight."""
    _demand(pc.equal(pc.binary_length(present(column)), LENGTH_OF_TIME), "a date and a time")
    return column.cast(pa.timestamp("us"))


def moscow_times(column: pa.Array) -> pa.Array:
    """Times of UTC+3 become true UTC."""
    return pc.subtract(local_times(column), pa.scalar(MOSCOW_OFFSET, pa.duration("us")))


def amounts(column: pa.Array) -> pa.Array:
    """Numbers to four decimals, from their digits: no float in between.

    What goes beyond four decimals is noise of the vendor's floating point (`0.30000000000000004`), and is rounded.
    """
    try:
        return present(column).cast(MONEY)
    except pa.ArrowInvalid:
        return pa.array([_rounded(text) for text in column.to_pylist()], MONEY)


def present(column: pa.Array) -> pa.Array:
    """The column, which may have no gaps."""
    if column.null_count:
        raise Unreadable("the value is missing")
    return column


def _rounded(text: str) -> Decimal:
    if not text.isascii() or "_" in text or text != text.strip():  # Python's decimals are more liberal
        raise Unreadable("a number")
    try:
        return Decimal(text).quantize(_FOUR_DECIMALS, context=_MONEY_DIGITS)
    except InvalidOperation:
        raise Unreadable("a number below 10^14") from None


def _demand(holds: pa.BooleanArray, what: str) -> None:
    if len(holds) and not pc.all(holds).as_py():
        raise Unreadable(what)
