"""When somebody answered, as each way of export writes it: one text for one moment, whichever file it comes from."""

import re
from datetime import datetime

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
# Google Forms' own CSV: `2026/10/05 2:30:15 PM GMT+3`; a zone by letters (AST, EST) names several offsets
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2}) ([AP])M(?: (\S+))?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)(?:([+-])(\d{1,2})(?::?(\d{2}))?)?", re.IGNORECASE)
_OFFSET_OF_ISO = re.compile(r"(?<=\d)(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$")


def moment_text(text: str) -> str:
    """ISO, with an offset where the file has one; what isn't understood stays as it is, to be refused by its cast."""
    text = " ".join(text.split())
    if found := _DOTTED.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return _iso(year, month, day, hour, minute, second) or text
    if found := _SLASHED.fullmatch(text):
        *parts, half, zone = found.groups()
        year, month, day, hour, minute, second = map(int, parts)
        moment = _iso(year, month, day, hour % 12 + 12 * (half.upper() == "P"), minute, second) if hour <= 12 else None
        return moment + _offset(zone) if moment else text
    return text


def without_offset(moment: str) -> str:
    """The same on the clock of the form, `T` between day and hour as a blank."""
    local = _OFFSET_OF_ISO.sub("", moment) if ":" in moment else moment
    return re.sub(r"^(\d{4}-\d{2}-\d{2})T", r"\1 ", local)


def _iso(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str | None:
    try:
        return datetime(year, month, day, hour, minute, second).isoformat(sep=" ")
    except ValueError:
        return None


def _offset(zone: str | None) -> str:
    found = _OFFSET.fullmatch(zone or "")
    if not found:
        return ""
    sign, hours, minutes = found.groups()
    return f"{sign or '+'}{int(hours or 0):02d}:{minutes or '00'}"
