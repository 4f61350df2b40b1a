"""What a source's stream is: its declaration, and the pieces that it is made of, in the order they arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
class Totals:
    """The stream of the same source that has the same measures without dimensions.

    `measures` are columns of both, each with the share by which the sum over a day's rows may miss its total.
    """

    stream: str
    measures: Mapping[str, float]


@dataclass(frozen=True)
class Stream:
    """A stream of whole days. `schema` has the column `date`, the account's own day.

    `key` is unique within a day. `measures` are columns whose totals tell what a restatement changed: numbers are
    summed, flags counted, lists counted by their elements. `money` are those of them that a shrinking day is judged by
    besides its rows. Where rows are sums, `counted_by` is the measure that judges it in place of their number.

    A day loaded `settles_after` days after it or later is final. `totals` is what the rows of a day must add up to.
    `constant` names details of the loads that give the numbers their meaning, a time zone, a currency: they should be
    the same for all days.
    """

    schema: pa.Schema
    key: tuple[str, ...]
    measures: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    refresh: tuple[Refresh, ...] = (Refresh(days=4),)
    settles_after: int = 4
    totals: Totals | None = None
    constant: tuple[str, ...] = ()
    counted_by: str | None = None


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
class Quality:
    """How far a day's numbers can be trusted, as the vendor says; None where it says nothing of it.

    `is_thresholded`: rows of few people are withheld. `has_other_row`: rare values are lumped together.
    `sample_share`: of the events that were looked at, 1 for all. `is_truncated`: the vendor no longer has all of it.
    `restricted`: columns that our role may not see; they are NULL.
    """

    is_thresholded: bool | None = None
    has_other_row: bool | None = None
    sample_share: float | None = None
    is_truncated: bool | None = None
    restricted: tuple[str, ...] = ()


@dataclass(frozen=True)
class DayFacts:
    """What is known of one day of an export; its `details` stand before those of the export."""

    details: Mapping[str, Fact] = field(default_factory=dict)
    quality: Quality | None = None


@dataclass(frozen=True)
class Facts:
    """How a load came about, for the manifest: `rows_read`, request ids, attribution model, sampling, quota spent.

    `warnings` are sentences for people: the load is good, and something about it should be known.
    """

    rows_read: int
    details: dict[str, Fact] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    days: Mapping[date, DayFacts] = field(default_factory=dict)


Piece = Rows | Rejected | Facts
