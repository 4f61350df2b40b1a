"""What one run made of the inbox, counted: the terminal, the Dagster page and the kept file all show this."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import get_args

from pipelines.lake.inbox.reports import DeliveryReport, Outcome, TableReport
from pipelines.lake.inbox.visible import one_line

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True)
class Line:
    """The files of one folder that were read alike and fed one table, with their rows added up."""

    folder: str
    recognised: str | None
    table: str
    files: int
    read: int
    loaded: int
    skipped_by: Counter[str]
    refused: int

    @property
    def skipped(self) -> int:
        """Rows left out, by whatever rule."""
        return sum(self.skipped_by.values())


@dataclass(frozen=True)
class InboxSummary:
    """The reports of one run, at the moment of the run, in UTC."""

    reports: Sequence[DeliveryReport]
    at: datetime

    def of(self, table: str) -> "InboxSummary":
        """Only the files that concern a table, and of each only what became of that table."""
        mine = [report.only(table) for report in self.reports if report.concerns(table)]
        return InboxSummary(mine, self.at)

    @cached_property
    def outcomes(self) -> Counter[Outcome]:
        """How many files ended how."""
        return Counter(report.outcome for report in self.reports)

    @property
    def headline(self) -> str:
        """`25 files: 23 loaded, 1 loaded in part, 1 refused`, or `23 files loaded`."""
        files = counted(len(self.reports), "file")
        if len(self.outcomes) == 1:
            return f"{files} {next(iter(self.outcomes))}"
        told = ", ".join(f"{number(self.outcomes[each])} {each}" for each in OUTCOMES if self.outcomes[each])
        return f"{files}: {told}" if told else "no files"

    @property
    def troubled(self) -> list[DeliveryReport]:
        """Files that somebody must look at: first those of which nothing was loaded."""
        unclean = [report for report in self.reports if not report.clean or report.drift]
        return sorted(unclean, key=lambda report: report.refused is None)

    @property
    def troubles(self) -> list[str]:
        """One line for each, and one for each header that drifted; equal ones are said once."""
        lines = []
        for report in self.troubled:
            if report.refused is not None:
                lines.append(f"{report.sentence} {report.rests}")
            elif not report.clean:
                lines.append(report.sentence)
            lines += [f"{report.name}: {one_line(sentence)}" for sentence in report.drift]
        return list(dict.fromkeys(lines))

    @property
    def lines(self) -> list[Line]:
        """The loaded rows by folder, way of reading and table, in the order of arrival."""
        groups: dict[tuple[str, str | None, str], list[TableReport]] = defaultdict(list)
        for report in self.reports:
            for table in report.tables:
                groups[report.folder, report.recognised, table.table].append(table)
        return [
            Line(
                one_line(folder),
                one_line(recognised) if recognised else None,
                table,
                len(parts),
                sum(part.read for part in parts),
                sum(part.loaded for part in parts),
                sum((Counter(part.skipped_by) for part in parts), Counter()),
                sum(part.quarantined for part in parts),
            )
            for (folder, recognised, table), parts in groups.items()
        ]

    @property
    def dropped(self) -> dict[str, list[str]]:
        """The headers of each folder that were left out for privacy."""
        folders: dict[str, list[str]] = {}
        for report in self.reports:
            known = folders.setdefault(one_line(report.folder), [])
            known += [header for header in _lines(report.dropped) if header not in known]
        return {folder: headers for folder, headers in folders.items() if headers}


def number(count: int) -> str:
    """`12 400`, with a thin no-break space as in both our languages' typography."""
    return f"{count:,}".replace(",", "\u202f")


def counted(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def _lines(texts: Iterable[str]) -> list[str]:
    return [one_line(text, longest=80) for text in texts]
