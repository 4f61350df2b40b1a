"""People in bytes that are no text: what a database or a Parquet file holds besides the rows that it shows."""

import re
from collections.abc import Container, Iterator

from leaks.people import MARKS

ENCODINGS = ("utf-8", "cp1251", "utf-16-le", "utf-16-be")
AROUND = 40


_MARKED = sorted(
    {
        written
        for mark in MARKS
        for encoding in ENCODINGS
        for cased in (mark, mark.upper(), mark.capitalize())
        if (written := cased.encode(encoding, "ignore"))
    }
)
_BETWEEN = rb"(?:[ \t().\-/+_]|\xc2\xa0|\xa0|\xe2\x80[\x90-\x95])"
_NUMBERS = (
    re.compile(rb"\d(?:" + _BETWEEN + rb"{0,3}\d){9,}"),
    re.compile(rb"\d\x00(?:(?:[ \t().\-/+_\xa0]\x00|[\x10-\x15]\x20){0,3}\d\x00){9,}"),
)


def told_by_bytes(data: bytes, phones: Container[str]) -> Iterator[str]:
    """The first trace of each kind, and every phone, with what stands around it."""
    for written in _MARKED:
        place = data.find(written)
        if place >= 0:
            around = data[max(0, place - AROUND) : place + len(written) + AROUND]
            yield around.decode("utf-8", "replace").replace("\n", " ")
    for pattern in _NUMBERS:
        for match in pattern.finditer(data):
            digits = re.sub(rb"\D", b"", match[0]).decode()
            if any(digits[start : start + 10] in phones for start in range(len(digits) - 9)):
                yield f"the phone {digits}"
