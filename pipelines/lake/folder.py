"""What the files of an inbox folder mean: a table's own columns, or a mapping to one table or several."""

import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from connectors.common.errors import Problem
from connectors.files.tables import TABLES, Table
from pipelines.lake.paths import safe_name
from pipelines.lake.rules import TextRules
from pipelines.settings import Configuration
from pipelines.settings.configuration import FileSource, TableMapping

# raised when the same file would load differently; deliveries of an older version are replayed from the archive
LOADER_VERSION = 1


@dataclass(frozen=True)
class Folder:
    """An inbox folder. Without a mapping it is named like a table, and its files have that table's headers."""

    name: str
    mapping: FileSource | None
    rules: TextRules

    @property
    def where(self) -> str:
        """Where its mapping is written."""
        return f"config/sources/{self.name}.yaml"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that its files feed."""
        return tuple(self.mapping.tables) if self.mapping else (self.name,)

    @property
    def encoding(self) -> str | None:
        """As the mapping gives it."""
        return self.mapping.encoding if self.mapping else None

    @property
    def delimiter(self) -> str | None:
        """As the mapping gives it."""
        return self.mapping.delimiter if self.mapping else None

    @property
    def expected_headers(self) -> frozenset[str]:
        """The words of the mapping, by which the header of a cp1251 file is recognised."""
        mappings = self.mapping.tables.values() if self.mapping else ()
        return frozenset(text for each in mappings for text in (*each.columns.values(), *each.where.values()))

    @property
    def read_as(self) -> str:
        """What the mapping says of reading, apart from what it says of meaning."""
        return f"{self.encoding or ''} {self.delimiter or ''}"

    @property
    def version(self) -> str:
        """Changes with whatever decides how its archived text becomes rows; not with encoding or delimiter."""
        decided_by = self.mapping.model_dump_json(exclude={"encoding", "delimiter"}) if self.mapping else "canonical"
        text = f"{LOADER_VERSION}\n{decided_by}\n{self.rules!r}\n" + "\n".join(
            repr(TABLES[name]) for name in self.tables
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def mapped(self, table: Table) -> TableMapping | None:
        """The mapping to one of its tables; None where the headers say it."""
        return self.mapping.tables[table.name] if self.mapping else None


def open_folder(name: str, configuration: Configuration) -> Folder:
    """Raises Problem where nothing says what the folder's files are, or where its mapping can't work."""
    safe_name(name, where=f"inbox/{name}")
    mapping = configuration.file_sources.get(name)
    if mapping:
        check_mapping(name, mapping)
    elif name not in TABLES:
        raise Problem(
            f"nothing says what the files in inbox/{name}/ are.",
            where=f"inbox/{name}",
            mend=f"Name it like a table ({nearest(name, TABLES) or 'orders'}?), or write config/sources/{name}.yaml.",
        )
    return Folder(name, mapping, TextRules.of(configuration, mapping))


def check_mapping(name: str, mapping: FileSource) -> None:
    """What can be known without a file: tables and columns exist, required ones are mapped, groups make sense."""
    where = f"config/sources/{name}.yaml"
    if not mapping.tables:
        raise Problem("it maps to no table.", where=where, mend="Name at least one under `tables`.")
    for table_name, table_mapping in mapping.tables.items():
        table = TABLES.get(table_name)
        if table is None:
            raise Problem(f"there is no table {table_name!r}.", where=where, mend=_did_you_mean(table_name, TABLES))
        known = [column.name for column in table.columns]
        for column in table_mapping.columns:
            if column not in known:
                raise Problem(f"{table_name} has no column {column!r}.", where=where, mend=_did_you_mean(column, known))
        missing = [column for column in table.required if column not in table_mapping.columns]
        if missing:
            raise Problem(
                f"{table_name} needs {', '.join(missing)}.",
                where=where,
                mend="Map each under `columns` to an expression.",
            )
        for column in table_mapping.group_by:
            if column not in table_mapping.columns:
                raise Problem(
                    f"{table_name}: group_by names {column!r}, which is none of its mapped columns.",
                    where=where,
                    mend=_did_you_mean(column, table_mapping.columns),
                )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most resembles."""
    names = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    best = nearest(name, known)
    return f"Did you mean {best!r}?" if best else f"Known: {', '.join(known)}."
