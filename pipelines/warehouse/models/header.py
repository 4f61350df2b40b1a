"""The front matter of a model: what it is, what must hold for it, how it is built. Unknown keys are errors."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from connectors.common.errors import Problem
from pipelines.settings.configuration import Bilingual, Strict
from pipelines.warehouse.models.columns import ColumnNote
from pipelines.warehouse.models.yaml_text import read_yaml

Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
WINDOWS = ("attribution_days", "contact_to_purchase_days", "repeat_purchase_days")
_FRONT_MATTER = re.compile(r"\A\s*/\*\s*---[ \t]*\n(?P<header>.*?)\n---\s*\*/[ \t]*\n?", re.DOTALL)


class Check(Strict):
    """SQL that returns the offending rows: any row is a failure. `error` blocks, `warn` only tells.

    `say` is the sentence that people read for each offending row, with {column} where a value of the row stands.
    `whole`: it compares more than the rows of one key, so that a look at the rows just written isn't enough.
    """

    name: Name
    severity: Literal["error", "warn"] = "error"
    say: str | None = Field(default=None, min_length=1)
    whole: bool = False
    sql: str


class Kpi(Strict):
    """What the KPI catalogue says of a KPI. `is_ratio`: value = numerator / denominator, else the numerator."""

    name: Bilingual
    area: Literal["sales", "roi", "customers", "traffic", "brand"]
    formula: Bilingual
    unit: Literal["money", "percent", "pp", "count", "ratio", "points"]
    is_ratio: bool
    direction: Literal["up", "down"]
    baseline: Literal["year_ago", "previous", "none"]
    source: str
    article: str | None = None
    interval: Literal["none", "wilson"] = "none"


class Header(Strict):
    """Front matter of a model.

    `key`: columns that are never null and unique together. `incremental`: the date column whose range is replaced.
    `reach_days`: a changed day of an input changes this model so many days later too, and `reach_back_days` so many
    days before; a reach may name a window of the company, such as attribution_days, and have several parts.

    `incremental_key`: the column by whose values rows are replaced; the rows of a value come from input rows of that
    value alone. `follows`: by what the changes of an input are followed, where it isn't its column of the same name:
    another column of it, which holds days or keys of this model; `{column: own}`, a column of which this model has the
    values as `own`; or `"*"`, anything, so that the model is rebuilt whole. `turns`: date columns of which a row is
    made anew when the clock passes them. `columns`: notes that columns.yaml lacks.
    """

    description: str = Field(min_length=1)
    description_ru: str | None = None
    grain: str = Field(min_length=1)
    key: tuple[Name, ...] = ()
    incremental: Name | None = None
    reach_days: tuple[int | str, ...] = ()
    reach_back_days: int = Field(default=0, ge=0)
    incremental_key: Name | None = None
    follows: dict[str, Name | Literal["*"] | dict[Name, Name]] = Field(default={})
    turns: tuple[Name, ...] = ()
    materialized: Literal["table", "view"] = "table"
    owner: str = "marketing-data"
    checks: tuple[Check, ...] = ()
    columns: dict[str, ColumnNote] = Field(default={})
    kpi: Kpi | None = None

    @property
    def never_null(self) -> tuple[str, ...]:
        """The key, and the column by whose values rows are replaced: none of these is NULL."""
        by = () if self.incremental_key is None else (self.incremental_key,)
        return tuple(dict.fromkeys((*self.key, *by)))

    @field_validator("key", mode="before")
    @classmethod
    def _one_column_needs_no_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("reach_days", mode="before")
    @classmethod
    def _one_reach_needs_no_list(cls, value: object) -> object:
        return (value,) if isinstance(value, (int, str)) else value

    @field_validator("reach_days")
    @classmethod
    def _a_reach_is_days_or_windows(cls, parts: tuple[int | str, ...]) -> tuple[int | str, ...]:
        if any(part not in WINDOWS if isinstance(part, str) else part < 0 for part in parts):
            raise ValueError(f"a reach is made of numbers of days and of {', '.join(WINDOWS)}")
        return parts

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.materialized == "view" and (self.incremental or self.incremental_key):
            raise ValueError("a view stores no rows, so it can't be incremental")
        if self.incremental and self.incremental_key:
            raise ValueError("rows are replaced by days or by keys: `incremental` or `incremental_key`, not both")
        if self.turns and not self.incremental_key:
            raise ValueError("turns means nothing without incremental_key")
        if self.materialized == "table" and not self.key:
            raise ValueError("a table needs a key: the columns that are never null and unique together")
        if self.materialized == "table" and not self.incremental:
            for name in ("reach_days", "reach_back_days"):
                if getattr(self, name):
                    raise ValueError(f"{name} means nothing for a table that is rebuilt whole")
        names = [*BUILT_IN_CHECKS, *(check.name for check in self.checks)]
        if len(set(names)) < len(names):
            raise ValueError(
                "each check needs a name of its own, other than the built-in " + ", ".join(BUILT_IN_CHECKS)
            )
        return self


BUILT_IN_CHECKS = ("key_is_not_null", "key_is_unique")


@dataclass(frozen=True)
class SourceText:
    """A model's file taken apart. `sql_line` is the file's line on which the SQL begins."""

    header: str
    header_line: int
    sql: str
    sql_line: int


def split(text: str, where: str) -> SourceText:
    """The two parts of a model's file."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if found is None:
        raise Problem(
            "the file doesn't begin with a header.",
            where=where,
            mend="Begin it with /* --- and --- */, and say description, grain and key between them.",
        )
    return SourceText(
        header=found["header"],
        header_line=text.count("\n", 0, found.start("header")) + 1,
        sql=text[found.end() :],
        sql_line=text.count("\n", 0, found.end()) + 1,
    )


def read_header(source: SourceText, where: str) -> Header:
    """The header, checked; the first thing wrong is one sentence with the file and the key."""
    content = read_yaml(source.header, where, first_line=source.header_line)
    try:
        return Header.model_validate(content)
    except ValidationError as error:
        # of a misspelt key that is required, its spelling is the thing to tell, not its absence
        first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
        path = [str(part) for part in first["loc"]]
        raise Problem(
            f"{'.'.join(path) + ': ' if path else ''}{_sentence(path, first['type'], first['msg'])}.",
            where=f"{where}:{_line_of(source, path)}",
            mend="Mend the header and run again.",
        ) from None


def _sentence(path: list[str], kind: str, message: str) -> str:
    if kind == "missing":
        return "this key is required"
    if kind != "extra_forbidden":
        return message.removeprefix("Value error, ")
    records: dict[int, type[Strict]] = {1: Header, 2: Kpi, 3: Check if path[0] == "checks" else ColumnNote}
    known = f"; known are {', '.join(records[len(path)].model_fields)}" if len(path) in records else ""
    return f"there is no such key{known}"


def _line_of(source: SourceText, path: list[str]) -> int:
    """The line of the innermost key of the path that is written in the header."""
    for key in reversed(path):
        place = re.search(rf"^[ \t\-{{]*{re.escape(key)}[ \t]*:", source.header, re.MULTILINE)
        if place:
            return source.header_line + source.header.count("\n", 0, place.start())
    return source.header_line
