"""A profile: by which headers an export is recognised, and what its columns mean."""

import re
from collections.abc import Mapping, Set
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.files.mapping import TableMapping
from connectors.files.tables import TABLES
from connectors.profiles.headers import normal

Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
RESERVED = ("company_currency", "vat_included", "file", "one", "total", "any")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Strict):
    """What people call the export."""

    en: str
    ru: str


class ProfileLayout(_Strict):
    """Two header rows, and the rows under the table that are none of it."""

    header_rows: Literal[1, 2] = 1
    footer: str | None = None

    @field_validator("footer")
    @classmethod
    def _compiles(cls, footer: str | None) -> str | None:
        if footer is not None:
            re.compile(footer)
        return footer


class ProfileTable(TableMapping):
    """A mapping whose expressions name fields. `group_when`: only a file that has this field is grouped.

    Then `{one}(x)`, `{total}(x)` and `{any}(x)` are min, sum and bool_or; in a file with a row a record they are x,
    and there is nothing to refuse a group for.
    """

    group_when: str | None = None


class Profile(_Strict):
    """One export of one system.

    `fields`: field → the headers by which it may be called, the first one found wins. `recognised_by`: without these
    fields a file isn't this export, and neither with one of `unless`. `required`: without these it is refused.
    `hashed`: their cells become tokens. Expressions of `tables` name fields as `{field}`.
    """

    name: str
    title: Title
    docs: str
    decimal: Literal[".", ",", "either"] = "."
    date_formats: tuple[str, ...] = ()
    layout: ProfileLayout = ProfileLayout()
    fields: dict[Name, tuple[str, ...]]
    recognised_by: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()
    vat_included: bool = False
    tables: dict[str, ProfileTable]

    @field_validator("fields", mode="before")
    @classmethod
    def _one_or_several(cls, fields: dict[str, str | list[str]]) -> dict[str, list[str]]:
        return {field: [names] if isinstance(names, str) else names for field, names in fields.items()}

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        for field in (*self.recognised_by, *self.unless, *self.required, *self.hashed, *self._named_in_expressions()):
            if field not in self.fields and field not in RESERVED:
                raise ValueError(f"there is no field {field!r}")
        for table, mapping in self.tables.items():
            if table not in TABLES:
                raise ValueError(f"there is no table {table!r}")
            if mapping.group_when is not None and mapping.group_when not in self.fields:
                raise ValueError(f"there is no field {mapping.group_when!r}")
            if unknown := set(mapping.columns) - {column.name for column in TABLES[table].columns}:
                raise ValueError(f"{table} has no column {min(unknown)!r}")
        return self

    def may_have(self, normals: Set[str], more: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a header with these names, as people compare them, has every field that the export is known by.

        And none by which it is known to be something else.
        """

        def has(field: str) -> bool:
            return any(normal(name) in normals for name in (*more.get(field, ()), *self.fields[field]))

        return all(map(has, self.recognised_by)) and not any(map(has, self.unless))

    def found_in(self, header: tuple[str, ...], more: dict[str, tuple[str, ...]] | None = None) -> dict[str, str]:
        """Field → the file's header for it, of those that the file has. `more` names come before the profile's own."""
        by_normal: dict[str, str] = {}
        for written in header:
            by_normal.setdefault(normal(written), written)
        found = {}
        for field, names in self.fields.items():
            wanted = (*(more or {}).get(field, ()), *names)
            hit = next((by_normal[key] for name in wanted if (key := normal(name)) in by_normal), None)
            if hit is not None:
                found[field] = hit
        return found

    def _named_in_expressions(self) -> set[str]:
        texts = [
            text
            for mapping in self.tables.values()
            for part in (mapping.where, mapping.refuse, mapping.columns)
            for text in part.values()
        ]
        return {name for text in texts for name in PLACEHOLDER.findall(text)}
