"""`sql/columns.yaml`: what each column means, written once for all models that have it."""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator, model_validator

from connectors.common.errors import Problem
from pipelines.settings.configuration import Strict
from pipelines.warehouse.models.yaml_text import read_yaml


class ColumnNote(Strict):
    """`additive` tells over what the column may be summed; `unit` is free text.

    It is `yes`, `by_<column>`, `no` (a rate, a balance) or `distinct` (people, each of them counted once).
    """

    description: str = Field(min_length=1)
    description_ru: str | None = None
    unit: str | None = None
    additive: str | None = Field(default=None, pattern="^(yes|no|distinct|by_[a-z0-9_]+)$")

    @model_validator(mode="before")
    @classmethod
    def _a_text_is_a_description(cls, content: Any) -> Any:
        return {"description": content} if isinstance(content, str) else content

    @field_validator("additive", mode="before")
    @classmethod
    def _yaml_reads_yes_as_true(cls, value: Any) -> Any:
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def load_columns(folder: Path) -> dict[str, ColumnNote]:
    """The notes of `columns.yaml` in a folder of models, by column; none where there is no such file."""
    path = folder / "columns.yaml"
    if not path.is_file():
        return {}
    content = read_yaml(path.read_text(encoding="utf-8"), str(path)) or {}
    if not isinstance(content, dict):
        raise Problem("this must be a mapping of column names.", where=str(path))
    return {str(name): _note(name, note, path) for name, note in content.items()}


def _note(name: str, content: Any, path: Path) -> ColumnNote:
    try:
        return ColumnNote.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in (name, *first["loc"]))
        raise Problem(f"{key}: {first['msg']}.", where=str(path), mend="Mend this line and run again.") from None
