"""Do the rows of a stream add up, day by day, to the stream of the same source that has no dimensions?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.common.stream import Stream
from pipelines.lake import Lake, Manifest
from pipelines.lake.manifest import read_manifest
from pipelines.lake.windows.held import held
from pipelines.reconciliation.added_up import AddedUp, Sum, added_up

# of a measure on a day: None where it isn't told
Sums = Mapping[str, float | None]
Loads = dict[date, Manifest]


@dataclass(frozen=True)
class _Side:
    """What the lake has of a stream's days. `waits`: a load of the day is kept aside."""

    lake: Lake
    stream: str
    loads: Loads
    waits: Collection[date]

    def sums(self, day: date, measures: Iterable[str]) -> Sums | None:
        """None where the day's file can't be read."""
        load = self.loads[day]
        try:
            return _sums(self.lake.of(load).data, measures, load.quality.restricted if load.quality else ())
        except (OSError, pa.ArrowException):
            return None


@dataclass
class _Comparison:
    """The sums of the days that can be compared; `left_out` has the others, by the reason."""

    left: _Side
    right: _Side
    measures: Mapping[str, float]
    sums: list[Sum] = field(default_factory=list)
    left_out: dict[str, set[date]] = field(default_factory=dict)

    def take(self, day: date) -> None:
        """Compare a day that at least one side has."""
        reason = _reason(self.left, self.right, day)
        if reason:
            self._leave_out(reason, day)
            return
        rows, whole = (side.sums(day, self.measures) for side in (self.left, self.right))
        if rows is None or whole is None:
            unread = self.left if rows is None else self.right
            self._leave_out(f"the file of {unread.stream} can't be read", day)
            return
        for measure, tolerance in self.measures.items():
            mine, its = rows[measure], whole[measure]
            if mine is None or its is None:
                self._leave_out(f"{measure} isn't told", day)
            else:
                self.sums.append(Sum(day, measure, mine, its, tolerance))

    def _leave_out(self, reason: str, day: date) -> None:
        self.left_out.setdefault(reason, set()).add(day)


def add_up(
    lake: Lake, source: str, account: str, stream: str, declared: Mapping[str, Stream], days: Sequence[date]
) -> AddedUp:
    """Compare the days that the lake has of both. `declared` are the source's streams; this one has `totals`."""
    totals = declared[stream].totals
    if totals is None:
        raise ValueError(f"{stream} has no totals")
    left, right = (_side(lake, source, name, account, days) for name in (stream, totals.stream))
    comparison = _Comparison(left, right, totals.measures)
    for day in sorted(left.loads.keys() | right.loads.keys()):
        comparison.take(day)
    return added_up(stream, totals.stream, comparison.sums, left.loads, right.loads, comparison.left_out)


def _side(lake: Lake, source: str, stream: str, account: str, days: Sequence[date]) -> _Side:
    loads = {day: read_manifest(lake.day(source, stream, account, day).folder) for day in days}
    waiting = {each for each in lake.days_held(source, stream, account) if held(each)}
    waits = {date.fromisoformat(partition.name) for partition in waiting}
    return _Side(lake, stream, {day: load for day, load in loads.items() if load}, waits)


def _reason(left: _Side, right: _Side, day: date) -> str | None:
    """Why a day can't be compared."""
    for side in (left, right):
        if day not in side.loads:
            return f"{side.stream} isn't loaded"
        if day in side.waits:
            return f"a load of {side.stream} is kept aside"
    return None


def _sums(path: Path, measures: Iterable[str], restricted: Collection[str]) -> Sums:
    with pq.ParquetFile(path) as file:
        known = [measure for measure in measures if measure in file.schema_arrow.names]
        table = file.read(columns=known)
    told = {measure: _sum(table.column(measure)) for measure in known if measure not in restricted}
    return dict.fromkeys(measures) | told


def _sum(column: pa.ChunkedArray) -> float | None:
    """A value that isn't told may be anything, so that there is no sum; of no rows it is 0."""
    return None if column.null_count else float(pc.sum(column, min_count=0).as_py())
