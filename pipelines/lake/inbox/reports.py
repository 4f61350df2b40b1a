"""What became of each file of the inbox, for people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from pipelines.lake.inbox.visible import one_line
from pipelines.lake.manifest import Manifest

REASONS_TOLD = 3
Outcome = Literal["loaded", "loaded in part", "without a good row", "refused", "loaded before", "loaded again"]


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
    """One table of a file. `read`, `skipped` and `quarantined` are rows of the file, `loaded` records of the table.

    `skipped_by` counts the skipped rows under the names of the rules that left them out.
    """

    table: str
    read: int
    loaded: int
    skipped_by: Mapping[str, int]
    quarantined: int
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, load: Manifest, reasons: tuple[str, ...] = ()) -> Self:
        """What the manifest says of a load."""
        skipped_by = {rule: count for rule, count in load.skipped.items() if count}
        return cls(load.stream, load.rows_read, load.rows, skipped_by, load.quarantined, reasons)

    @property
    def skipped(self) -> int:
        """Rows left out, by whatever rule."""
        return sum(self.skipped_by.values())

    @property
    def sentence(self) -> str:
        """`orders: 120 rows read, 100 loaded, 15 skipped by rules, 5 refused: …`."""
        skipped = f", {self.skipped} skipped by rules" if self.skipped else ""
        refused = f", {self.quarantined} refused" if self.quarantined else ""
        why = f": {'; '.join(self.reasons)}" if self.reasons else ""
        return f"{self.table}: {self.read} rows read, {self.loaded} loaded{skipped}{refused}{why}"


@dataclass(frozen=True)
class DeliveryReport:
    """One file.

    `refused` is the sentence why nothing of it was loaded; `feeds` are the tables that miss it then. `recognised` is
    the title of the profile that it was read by, `dropped` are the headers that were left out for privacy, and `drift`
    a sentence for each header that is new, gone or renamed, with the line of the mapping that would mend it.
    """

    folder: str
    file_name: str
    tables: tuple[TableReport, ...] = ()
    refused: str | None = None
    repeated: bool = False
    replayed: bool = False
    feeds: tuple[str, ...] = ()
    recognised: str | None = None
    dropped: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`orders/october.csv`; a file that lies in no folder is `inbox/october.csv`."""
        return one_line(f"{self.folder or 'inbox'}/{self.file_name}")

    @property
    def clean(self) -> bool:
        """Whether every row was understood."""
        return self.refused is None and not self.quarantined

    @property
    def quarantined(self) -> int:
        """Refused rows, counted in each table that they should have fed."""
        return sum(table.quarantined for table in self.tables)

    @property
    def outcome(self) -> Outcome:
        """In one or two words."""
        if self.refused is not None:
            return "refused"
        if self.repeated:
            return "loaded before"
        if not self.clean:
            return "loaded in part" if any(table.loaded for table in self.tables) else "without a good row"
        return "loaded again" if self.replayed else "loaded"

    def concerns(self, table: str) -> bool:
        """Whether the file is, or would have been, a part of the table."""
        return table in self.feeds or any(report.table == table for report in self.tables)

    def only(self, table: str) -> "DeliveryReport":
        """What became of one of its tables."""
        return replace(self, tables=tuple(report for report in self.tables if report.table == table))

    @property
    def sentence(self) -> str:
        """The one line for whoever dropped the file."""
        if self.refused is not None:
            return one_line(self.refused)
        return one_line(f"{self.name}{self.again}: {self.told}")

    @property
    def told(self) -> str:
        """The sentence without the file's name."""
        if self.refused is not None:
            place = f"{self.folder}/{self.file_name}"
            starts = (f"inbox/{place}: ", f"{place}: ", f"inbox/{self.file_name}: ", f"inbox/{self.folder}: ")
            bare = next((self.refused.removeprefix(start) for start in starts if self.refused.startswith(start)), None)
            return one_line(bare or self.refused)
        if self.repeated:
            stay = f" {self.quarantined} of its rows stay refused." if self.quarantined else ""
            return f"loaded before, counted as newly arrived.{stay}"
        return one_line(f"{'. '.join(table.sentence for table in self.tables)}.")

    @property
    def rests(self) -> str:
        """What a refusal means for the file."""
        if self.replayed:
            return "It stays as it was loaded before."
        return f"It stays in {one_line(f'inbox/{self.folder}').rstrip('/')}/."

    @property
    def again(self) -> str:
        """Whether it was its mapping that made it load."""
        return " (again, by the changed mapping)" if self.replayed and not self.repeated else ""
