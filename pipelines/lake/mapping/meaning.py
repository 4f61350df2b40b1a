"""What one file means: the tables that it feeds, and how its texts are read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.files.mapping import TableMapping
from connectors.files.tables import TABLES, Table
from pipelines.lake.mapping.rules import TextRules

# raised when the same file would load differently; deliveries of an older version are replayed from the archive
LOADER_VERSION = 2


@dataclass(frozen=True)
class Meaning:
    """`tables` in the order of their loading; None as a mapping says that the headers are the table's own.

    `where` is the place of the mapping, for sentences. `read_as` is how the reader was told to read the file, `profile`
    the export that it was recognised as. `hashed` are headers whose cells become tokens, `keep` those that are kept
    whatever they hold, `dropped` those that are left out because of what they hold. `said` is what a file with the
    table's own headers is told by the configuration of its money: column → SQL, where the file says nothing.
    """

    folder: str
    where: str
    tables: Mapping[str, TableMapping | None]
    rules: TextRules
    read_as: str = ""
    profile: str | None = None
    title: str | None = None
    hashed: frozenset[str] = frozenset()
    keep: tuple[str, ...] = field(default=())
    dropped: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Changes with whatever decides how the archived text becomes rows."""
        mappings = [
            f"{name} {mapping.model_dump_json() if mapping else 'canonical'} {TABLES[name]!r}"
            for name, mapping in self.tables.items()
        ]
        said = [repr(sorted(self.said.items()))] if self.said else []
        text = "\n".join([str(LOADER_VERSION), *mappings, repr(self.rules), repr(self.keep), *said])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def mapped(self, table: Table) -> TableMapping | None:
        """The mapping to one of its tables; None where the headers say it."""
        return self.tables[table.name]


def with_terms(table: Table, mapping: TableMapping, said: Mapping[str, str]) -> TableMapping:
    """The mapping, with what the configuration says of the money in it where the mapping doesn't."""
    names = {column.name for column in table.columns}
    if not any(column.money and column.name in mapping.columns for column in table.columns):
        return mapping
    more = {column: text for column, text in said.items() if column in names and column not in mapping.columns}
    return mapping.model_copy(update={"columns": {**mapping.columns, **more}})
