"""What a form asks, as its owner describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SCALES = {"nps": (0, 10), "csat": (1, 5)}


@dataclass(frozen=True)
class Question:
    """One question about brands, each with its other names.

    `kind`: `options` were ticked, parted by `separator` (by any usual one, where none is given), and `other_options`
    are those that are no brands; `open` is what people wrote; `yes_no` asks about one brand; `scale` wants a number.
    `answers` translates the labels of a scale, or of yes and no.
    """

    text: str
    question: str
    kind: Literal["options", "open", "yes_no", "scale"]
    brands: Mapping[str, tuple[str, ...]]
    separator: str | None = None
    other_options: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    blank_is_no: bool = False


@dataclass(frozen=True)
class Form:
    """A form's questions, its wave or the column that has it, and headers of columns that nobody could guess."""

    questions: tuple[Question, ...]
    wave: str | None = None
    wave_column: str | None = None
    respondent: str | None = None
    answered_at: str | None = None
    weight: str | None = None
    segment: str | None = None
