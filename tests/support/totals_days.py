"""Days of a report and of its totals in a lake, as a test needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
from fake_vendor import ACCOUNT, NAME

from connectors.common.stream import DayFacts, Facts, Quality, Rejected, Rows, Stream, Totals
from pipelines.lake import Lake, WindowLoad

TOLERANCES = {"sessions": 0.02, "key_events": 0.02, "revenue": 0.005}
SCHEMA = pa.schema(
    [
        ("date", pa.date32()),
        ("channel", pa.string()),
        ("sessions", pa.int64()),
        ("key_events", pa.float64()),
        ("revenue", pa.decimal128(18, 4)),
    ]
)
STREAMS = {
    "totals": Stream(SCHEMA.remove(1), key=("date",)),
    "channels": Stream(SCHEMA, key=("channel",), totals=Totals("totals", TOLERANCES)),
}
LOADED = datetime(2026, 10, 16, 6, tzinfo=UTC)
Row = tuple[int | None, float | None, str | None]


@dataclass(frozen=True)
class Given:
    """A load of a day: rows of (sessions, key events, revenue). `lacks`: columns that its file doesn't have."""

    rows: Sequence[Row] = ()
    quality: Quality | None = None
    loaded: datetime = LOADED
    refused: int = 0
    lacks: tuple[str, ...] = field(default=())


def fill(lake: Lake, days: Mapping[date, Mapping[str, Given]]) -> None:
    """Load what is given of each stream, through the lake's own door."""
    for day, streams in days.items():
        for name, given in streams.items():
            _load(lake, day, name, given)


def _load(lake: Lake, day: date, name: str, given: Given) -> None:
    stream = STREAMS[name]
    columns = [column for column in stream.schema.names if column not in given.lacks]
    schema = pa.schema([stream.schema.field(column) for column in columns])
    values = [
        {
            "date": day,
            "channel": f"channel {number}",
            "sessions": sessions,
            "key_events": key_events,
            "revenue": None if revenue is None else Decimal(revenue),
        }
        for number, (sessions, key_events, revenue) in enumerate(given.rows)
    ]
    rows = [{column: row[column] for column in columns} for row in values]
    facts = Facts(len(rows) + given.refused, days={day: DayFacts(quality=given.quality)})
    rejects = [Rejected("page 1", line, "sessions", "no number", "x") for line in range(given.refused)]
    with WindowLoad(lake, NAME, name, ACCOUNT, Stream(schema, key=("date",)), [day], given.loaded) as load:
        load.take([Rows(pa.RecordBatch.from_pylist(rows, schema=schema)), *rejects, facts])
