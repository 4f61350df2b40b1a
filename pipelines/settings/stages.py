"""`stages.yaml`: which stage of which pipeline means that a deal or a lead is open, won, lost or spam.

The file is optional: the names that vendors ship with come after its rules (`standard_stages.yaml`).
"""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

STANDARD = Path(__file__).with_name("standard_stages.yaml")
_INVISIBLE = ("Cc", "Cf", "Co")  # control, format and private characters; a file may bring any
Outcome = Literal["open", "won", "lost", "spam"]
Word = Annotated[str, Field(pattern=r"\S")]


class Strict(BaseModel):
    """A misspelt key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StageRule(Strict):
    """All given conditions must hold (lists: any of; compared whole, as `alike` reads them).

    `stage` is a label with or without the loss reason in brackets behind it, `source` the inbox folder of the file.
    """

    outcome: Outcome
    stage: tuple[Word, ...] = ()
    pipeline: tuple[Word, ...] = ()
    source: tuple[Word, ...] = ()

    @field_validator("stage", "pipeline", "source", mode="before")
    @classmethod
    def _words(cls, given: Any) -> Any:
        """One word needs no list, and a stage that is called by a number (142) no quotes."""
        words = given if isinstance(given, (list, tuple)) else [given]
        return tuple(str(word) if type(word) is int else word for word in words)

    @model_validator(mode="after")
    def _something_must_hold(self) -> Self:
        if not (self.stage or self.pipeline or self.source):
            raise ValueError("a rule without a stage, a pipeline and a source would fit everything: name at least one")
        return self


class Stages(Strict):
    """The rules in their order: the first that fits decides."""

    rules: tuple[StageRule, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _a_bare_list_is_rules(cls, content: Any) -> Any:
        """So that a line that a failed check proposes can be the whole file."""
        if content is None:
            return {}
        return {"rules": content} if isinstance(content, list) else content


@lru_cache(maxsize=1)
def standard_stages() -> Stages:
    """The stages that CRM systems ship with."""
    return Stages.model_validate(yaml.safe_load(STANDARD.read_text(encoding="utf-8")))


def alike(word: str) -> str:
    """A name as it is compared: any blanks, and what nobody sees, are one space, case doesn't count, ё is е.

    As core_stages reads the names that files write. İ is i, as in DuckDB; Python would make two characters of it.
    """
    visible = "".join(" " if unicodedata.category(each) in _INVISIBLE else each for each in word)
    return " ".join(visible.split()).replace("İ", "i").lower().replace("ё", "е")
