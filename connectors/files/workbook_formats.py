"""What Excel's number formats make of a number: a day, a moment, a time, a duration, or a number."""

import re
from datetime import datetime, timedelta
from enum import Enum

from connectors.files.numbers import EXCEL_EXACT, number_text

LAST_DAY = 2_958_465  # 9999-12-31
LEAP_DAY_THAT_NEVER_WAS = 60  # Excel's 29 February 1900
_QUOTED = re.compile(r'"[^"]*"|\\.|[_*].')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


class NumberKind(Enum):
    """How a number is shown."""

    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    DURATION = "duration"


_BUILTIN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), NumberKind.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), NumberKind.TIME),
    22: NumberKind.MOMENT,
    46: NumberKind.DURATION,
}


def kind_of_builtin(number: str) -> NumberKind:
    """Of a format that every Excel knows by its number."""
    return _BUILTIN.get(int(number), NumberKind.NUMBER) if number.isascii() and number.isdigit() else NumberKind.NUMBER


def kind_of(code: str) -> NumberKind:
    """Of a format written out, by its first section: `dd.mm.yyyy hh:mm;@` is a moment."""
    code = _QUOTED.sub("", code[:1000])
    if _ELAPSED.search(code):
        return NumberKind.DURATION
    shown = _BRACKETS.sub("", code).split(";")[0].casefold()
    if "general" in shown or "основной" in shown:
        return NumberKind.NUMBER
    days, hours = any(mark in shown for mark in "dyдг"), any(mark in shown for mark in "hsчс")
    if days or (not hours and ("m" in shown or "м" in shown)):
        return NumberKind.MOMENT if hours else NumberKind.DATE
    return NumberKind.TIME if hours else NumberKind.NUMBER


def shown_text(value: float, kind: NumberKind, since_1904: bool) -> str | None:
    """A number as ISO text by its kind; as a number where it can't be a day."""
    if kind is NumberKind.DURATION and abs(value) < LAST_DAY:
        return _duration(value)
    if kind is NumberKind.NUMBER or not 0 <= value <= LAST_DAY:
        return number_text(value, EXCEL_EXACT)
    if kind is NumberKind.TIME and value < 1:
        return _rounded(datetime(1900, 1, 1) + timedelta(days=value)).time().isoformat()
    if not since_1904 and LEAP_DAY_THAT_NEVER_WAS <= value < LEAP_DAY_THAT_NEVER_WAS + 1:
        return "1900-02-29"
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < LEAP_DAY_THAT_NEVER_WAS else 30)
    try:
        moment = _rounded(first + timedelta(days=value))
    except OverflowError:
        return number_text(value, EXCEL_EXACT)
    if kind is NumberKind.DATE and value == int(value):
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _rounded(moment: datetime) -> datetime:
    """Excel stores days as floats: 12:30 may come back as 12:29:59.999997."""
    return (moment + timedelta(milliseconds=0.5)).replace(microsecond=0) if moment.microsecond else moment


def _duration(days: float) -> str:
    seconds = round(abs(days) * 86_400)
    return f"{'-' if days < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
