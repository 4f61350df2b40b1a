"""What every reader gives: the tables that a file may hold, and the one that is asked for, as batches of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from connectors.common.stream import Rejected, Rows
from connectors.files.layout import Candidate, Layout

NEAR_THE_TOP = 30


@dataclass(frozen=True)
class TextFile:
    """A file as text. `pieces` can be read once: batches with the header's columns, `_row` and `_line`, and rejects.

    `_row` counts data rows from 1; `_line` is the row's place in the file as an editor or Excel shows it.
    """

    header: tuple[str, ...]
    pieces: Iterator[Rows | Rejected]


class OpenFile(Protocol):
    """A file of a known kind, which may be read more than once."""

    def candidates(self) -> Iterator[Candidate]:
        """The first filled rows of every sheet, and of a CSV by every delimiter: one of them is the header."""

    def table(self, layout: Layout | None = None) -> TextFile:
        """The table under the layout's header; without one, under the first row of the only sheet with data.

        Raises BadInput where there is no such header.
        """
