"""Refused text may reach the disk: its shape is kept, what it says is not."""

import re

LONGEST = 200
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f]+")


def masked(text: str) -> str:
    """`+7 (916) 123-45-67` → `+9 (999) 999-99-99`, `Ivan` → `xxxx`: enough to see what is wrong with a value."""
    shape = _LETTER.sub("x", _DIGIT.sub("9", _INVISIBLE.sub(" ", text[: LONGEST + 1])))
    return shape if len(shape) <= LONGEST else shape[: LONGEST - 1] + "…"
