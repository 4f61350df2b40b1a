"""Where a table lies in a file: which row is its header, which sheet it is on, what stands under it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """How a file is read beyond its encoding. Rows are counted among the filled ones, from 1.

    `footer` is a regular expression: a row whose first filled cell matches it may be narrower than the header.
    """

    header_row: int = 1
    header_rows: int = 1
    footer: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A row near the top that may be the header, and the layout in which it is."""

    cells: tuple[str, ...]
    layout: Layout
