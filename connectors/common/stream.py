"""The pieces that a source's stream is made of, in the order they arrive."""

from dataclasses import dataclass, field

import pyarrow as pa

Fact = str | int | float | bool | None | list[str]


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
    """How a load came about, for the manifest: `rows_read`, request ids, attribution model, sampling, quota spent."""

    rows_read: int
    details: dict[str, Fact] = field(default_factory=dict)


Piece = Rows | Rejected | Facts
