"""What became of each file of the inbox, for people."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from pipelines.lake.manifest import Manifest

REASONS_TOLD = 3


@dataclass
class Reasons:
    """Why rows were refused: how many values for each reason, and on which line the first of them stands."""

    counts: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    first_lines: dict[tuple[str | None, str], int] = field(default_factory=dict)

    def add(self, line: int, column: str | None, reason: str) -> None:
        """One refused value, or row."""
        self.counts[column, reason] += 1
        known = self.first_lines.setdefault((column, reason), line)
        self.first_lines[column, reason] = min(known, line)

    @property
    def sentences(self) -> tuple[str, ...]:
        """`currency: unknown currency (3, the first in line 17)`, the most frequent first."""
        told = []
        for (column, reason), count in self.counts.most_common(REASONS_TOLD):
            subject = f"{column}: " if column else ""
            first = self.first_lines[column, reason]
            told.append(f"{subject}{reason} ({f'{count}, the first in ' if count > 1 else ''}line {first})")
        left = len(self.counts) - REASONS_TOLD
        return (*told, f"{left} more reasons") if left > 0 else tuple(told)


@dataclass(frozen=True)
class TableReport:
    """One table of a file. `read`, `skipped` and `quarantined` are rows of the file, `loaded` records of the table."""

    table: str
    read: int
    loaded: int
    skipped: int
    quarantined: int
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, load: Manifest, reasons: tuple[str, ...] = ()) -> Self:
        """What the manifest says of a load."""
        skipped = sum(load.skipped.values())
        return cls(load.stream, load.rows_read, load.rows, skipped, load.quarantined, reasons)

    @property
    def sentence(self) -> str:
        """`orders: 120 rows read, 100 loaded, 15 skipped, 5 refused: …`."""
        skipped = f", {self.skipped} skipped by rules" if self.skipped else ""
        refused = f", {self.quarantined} refused" if self.quarantined else ""
        why = f": {'; '.join(self.reasons)}" if self.reasons else ""
        return f"{self.table}: {self.read} rows read, {self.loaded} loaded{skipped}{refused}{why}"


@dataclass(frozen=True)
class DeliveryReport:
    """One file. `refused` is the sentence why nothing of it was loaded; `feeds` are the tables that miss it then."""

    folder: str
    file_name: str
    tables: tuple[TableReport, ...] = ()
    refused: str | None = None
    repeated: bool = False
    replayed: bool = False
    feeds: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether every row was understood."""
        return self.refused is None and not any(table.quarantined for table in self.tables)

    def concerns(self, table: str) -> bool:
        """Whether the file is, or would have been, a part of the table."""
        return table in self.feeds or any(report.table == table for report in self.tables)

    @property
    def sentence(self) -> str:
        """The one line for whoever dropped the file."""
        if self.refused:
            return self.refused
        name = f"{self.folder}/{self.file_name}"
        if self.repeated:
            return f"{name}: loaded before, counted as newly arrived."
        again = " (again, by the changed mapping)" if self.replayed else ""
        return f"{name}{again}: {'. '.join(table.sentence for table in self.tables)}."
