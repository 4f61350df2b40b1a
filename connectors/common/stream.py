"""What a source's stream is: its declaration, and the pieces that it is made of, in the order they arrive."""

from dataclasses import dataclass, field

import pyarrow as pa

Fact = str | int | float | bool | None | list[str]


@dataclass(frozen=True)
class Refresh:
    """Days younger than `days` still change at the vendor's, and are asked for again.

    `every`: with 0 on each run, else once a load of any of them is so many days old; then all of them are. A day is
    settled once it was loaded at the age of `days` or later, so that its last state is never missed.
    """

    days: int
    every: int = 0


@dataclass(frozen=True)
class Stream:
    """A stream of whole days. `schema` has the column `date`, the account's own day.

    `key` is unique within a day. `measures` are columns whose totals tell what a restatement changed: numbers are
    summed, flags counted, lists counted by their elements. `money` are those of them that a shrinking day is judged by
    besides its rows.
    """

    schema: pa.Schema
    key: tuple[str, ...]
    measures: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    refresh: tuple[Refresh, ...] = (Refresh(days=4),)


@dataclass(frozen=True)
class Rows:
    """A batch of good rows in the stream's declared Arrow schema."""

    batch: pa.RecordBatch


@dataclass(frozen=True)
class Rejected:
    """One source row that can't be loaded. `text` is masked before it gets here: it may reach the disk."""

    where: str
    line: int
    column: str | None
    reason: str
    text: str


@dataclass(frozen=True)
class Facts:
    """How a load came about, for the manifest: `rows_read`, request ids, attribution model, sampling, quota spent.

    `warnings` are sentences for people: the load is good, and something about it should be known.
    """

    rows_read: int
    details: dict[str, Fact] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


Piece = Rows | Rejected | Facts
