"""What a source's YAML says under `survey:`: which columns of a form are which questions about which brands."""

import hashlib
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from connectors.profiles.headers import normal
from connectors.surveys.form import SCALES, Form, Question

PEOPLE = frozenset(["почта", "почты", "email", "mail", "телефон", "телефона", "phone", "фамилия", "отчество", "фио"])
NAMES = frozenset({"имя", "ваше имя", "name", "your name", "full name", "first name", "last name"})


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _written(value: Any) -> Any:
    """What YAML reads as a number, a day or a truth where a word is meant: `wave: 2026`, `Да: yes`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float | date) else value


Word = Annotated[str, BeforeValidator(_written), Field(min_length=1)]


class SurveyQuestion(Strict):
    """A column of a form (or the columns of its options), asked about one `brand`, or about `brands`.

    `brands` is a list, or says by which other names each is called. `aided` among `brands` are ticked options, and so
    is whatever has a `separator`; `top_of_mind` and `unaided` are open text; `aided` about one `brand` is yes or no.
    `answers` translates labels of a scale, or of yes and no. A blank cell is no answer, unless `blank_is_no`.
    """

    text: Word
    question: Literal["top_of_mind", "unaided", "aided", "nps", "csat"]
    brands: dict[Word, tuple[Word, ...]] = {}
    brand: Word | None = None
    separator: str | None = Field(default=None, min_length=1)
    other_options: tuple[Word, ...] = ()
    answers: dict[Word, Word] = {}
    blank_is_no: bool = False

    @field_validator("brands", mode="before")
    @classmethod
    def _list_or_names(cls, given: Any) -> Any:
        if isinstance(given, list):
            return {_written(name): () for name in given}
        return {name: others or () for name, others in given.items()} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        about = f"“{self.text}”"
        if bool(self.brands) == bool(self.brand):
            raise ValueError(f"{about} needs either `brand` or `brands`")
        if self.question in ("top_of_mind", "unaided") and self.brand:
            raise ValueError(f"{about}: {self.question} needs `brands`, all that are counted")
        if self.question in SCALES and (self.separator or self.other_options or self.blank_is_no):
            raise ValueError(f"{about}: a scale has no separator, no other options, and its blank is no answer")
        if any(not normal(name) for name in (self.text, *self._names)):
            raise ValueError(f"{about}: a name needs a letter or a digit")
        return self

    @property
    def asked_of(self) -> dict[str, tuple[str, ...]]:
        """Each brand, and what else it is called."""
        return dict(self.brands) or {self.brand or "": ()}

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for brand, others in self.asked_of.items() for name in (brand, *others))

    @property
    def as_asked(self) -> Question:
        """As the reader of files takes it."""
        return Question(
            text=self.text,
            question=self.question,
            kind=self._kind,
            brands=self.asked_of,
            separator=self.separator,
            other_options=self.other_options,
            answers=self.answers,
            blank_is_no=self.blank_is_no,
        )

    @property
    def _kind(self) -> Literal["options", "open", "yes_no", "scale"]:
        if self.question in SCALES:
            return "scale"
        if self.brand:
            return "yes_no"
        return "options" if self.question == "aided" or self.separator else "open"


class Survey(Strict):
    """A form: its questions, its wave (or the column that has it), and the columns of weight and segment.

    `respondent` and `answered_at` are needed only where a form calls these columns by names that nobody knows.
    """

    wave: Word | None = None
    wave_column: Word | None = None
    respondent: Word | None = None
    answered_at: Word | None = None
    weight: Word | None = None
    segment: Word | None = None
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1)

    @field_validator("respondent", "segment", "wave_column", "weight")
    @classmethod
    def _is_nobody(cls, header: str | None) -> str | None:
        if header and (normal(header) in NAMES or PEOPLE & set(normal(header).split())):
            raise ValueError(f"“{header}” would bring names or contacts of people: name another column")
        return header

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.wave) == bool(self.wave_column):
            raise ValueError("say either `wave`, or `wave_column`, the column that has it")
        if self.wave and not normal(self.wave):
            raise ValueError("wave: a name needs a letter or a digit")
        asked = [(each.question, brand) for each in self.questions for brand in each.asked_of]
        twice = next((pair for pair in asked if asked.count(pair) > 1), None)
        if twice:
            raise ValueError(f"{twice[0]} about “{twice[1]}” is asked twice")
        return self

    @property
    def form(self) -> Form:
        """As the reader of files takes it."""
        return Form(
            wave=self.wave,
            wave_column=self.wave_column,
            respondent=self.respondent,
            answered_at=self.answered_at,
            weight=self.weight,
            segment=self.segment,
            questions=tuple(each.as_asked for each in self.questions),
        )

    @property
    def fingerprint(self) -> str:
        """Changes with whatever decides how a form becomes answers."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]
