"""What one file means: the tables that it feeds, and how its texts are read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.files.mapping import TableMapping
from connectors.files.tables import TABLES, Table
from pipelines.lake.rules import TextRules

# raised when the same file would load differently; deliveries of an older version are replayed from the archive
LOADER_VERSION = 2


@dataclass(frozen=True)
class Meaning:
    """`tables` in the order of their loading; None as a mapping says that the headers are the table's own.

    `where` is the place of the mapping, for sentences. `read_as` is how the reader was told to read the file, `profile`
    the export that it was recognised as. `hashed` are headers whose cells become tokens, `keep` those that are kept
    whatever they hold, `dropped` those that are left out because of what they hold.
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

    @property
    def version(self) -> str:
        """Changes with whatever decides how the archived text becomes rows."""
        mappings = [
            f"{name} {mapping.model_dump_json() if mapping else 'canonical'} {TABLES[name]!r}"
            for name, mapping in self.tables.items()
        ]
        text = "\n".join([str(LOADER_VERSION), *mappings, repr(self.rules), repr(self.keep)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def mapped(self, table: Table) -> TableMapping | None:
        """The mapping to one of its tables; None where the headers say it."""
        return self.tables[table.name]
