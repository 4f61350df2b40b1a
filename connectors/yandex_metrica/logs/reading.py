"""From the spool to the pieces of a stream: refused rows, and good ones with all columns that the stream declares."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from connectors.common.errors import SourceDown
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields import LogStream
from connectors.yandex_metrica.logs.emptiness import EmptyCells
from connectors.yandex_metrica.logs.joining import KeyJoin
from connectors.yandex_metrica.logs.repeats import FirstOfEach, Key
from connectors.yandex_metrica.logs.request import SpooledLog

MOST_CHANGED = 0.01  # of the rows, between two requests for the same days
FEW_CHANGED = 5  # are let pass, however few rows there are
EPOCH = date(1970, 1, 1)


class LogReading:
    """Logs of the same days, each with other fields; the first says which rows there are."""

    def __init__(self, log: LogStream, logs: Sequence[SpooledLog], scratch: Path, where: str) -> None:
        self._log, self._logs, self._scratch, self._where = log, logs, scratch, where
        self._id_column = log.key[0].column
        self._empty = EmptyCells(field for one in logs for field in self._schema(one))
        self._firsts = [FirstOfEach(one.pulled.parts, self._id_column) for one in logs]
        self._join = KeyJoin(
            self._id_column,
            [field.column for field in log.key],
            scratch,
            sum(part.bytes for one in logs for part in one.pulled.parts),
        )

    @property
    def rows_read(self) -> int:
        """Good and refused rows of the first log: what must come out again."""
        return sum(part.rows + part.rejected for part in self._logs[0].pulled.parts)

    def pieces(self) -> Iterator[Rows | Rejected]:
        """Raises `SourceDown` where too much changed between two requests to say that they tell of the same visits."""
        for part in self._logs[0].pulled.parts:
            yield from part.refused_rows()
        if len(self._logs) == 1:
            for batch, repeated in self._firsts[0].rows():
                yield from map(self._repetition, repeated)
                if batch.num_rows:
                    yield Rows(self._whole(batch))
            return
        for number, (one, firsts) in enumerate(zip(self._logs, self._firsts, strict=True)):
            repeated_keys: list[Key] = []
            self._join.divide(number, self._schema(one), _noting(firsts, repeated_keys))
            if number == 0:
                yield from map(self._repetition, repeated_keys)
        for batch in self._join.joined(len(self._logs)):
            yield Rows(self._whole(batch))
        self._check_changes()

    @property
    def details(self) -> dict[str, int]:
        """Counts that are no rows of the stream."""
        return {
            "rows_repeated": sum(firsts.repeated for firsts in self._firsts),
            "rows_missing_elsewhere": self._join.missing,
            "rows_only_elsewhere": self._join.unmatched,
            "rows_rejected_elsewhere": self._rejected_elsewhere,
        }

    @property
    def warnings(self) -> Iterator[str]:
        """A sentence for each of them that isn't nothing."""
        first, *others = self._firsts
        if first.repeated:
            yield f"{first.repeated} rows came a second time in the same log, and were refused."
        repeated = sum(firsts.repeated for firsts in others)
        if repeated:
            yield f"{repeated} rows came a second time in further logs of the same days; the first of each counts."
        if self._join.missing or self._join.unmatched:
            yield (
                f"The days changed between two requests: {self._join.missing} rows lack the fields of a later request, "
                f"and {self._join.unmatched} rows that only a later one has are left out."
            )
        yield from self._empty.warnings
        if self._rejected_elsewhere:
            yield f"{self._rejected_elsewhere} rows could not be read in further logs, whose fields are NULL in them."

    @property
    def _rejected_elsewhere(self) -> int:
        return sum(part.rejected for one in self._logs[1:] for part in one.pulled.parts)

    def _check_changes(self) -> None:
        """A row that one log couldn't read is missing there for that reason, and hasn't changed."""
        refused = sum(part.rejected for part in self._logs[0].pulled.parts) * (len(self._logs) - 1)
        changed = max(self._join.missing - self._rejected_elsewhere, 0) + max(self._join.unmatched - refused, 0)
        if changed > max(MOST_CHANGED * self.rows_read, FEW_CHANGED):
            raise SourceDown(
                f"visits changed between two requests for the same days ({changed} of {self.rows_read} rows).",
                where=self._where,
                mend="Nothing of it is loaded; run again.",
            )

    def _repetition(self, key: Key) -> Rejected:
        request_id = self._logs[0].entry.request_id
        where = f"{self._where}, log request {request_id}"
        text = f"{self._id_column} {key[0]}, date {EPOCH + timedelta(days=key[1])}"
        return Rejected(where, 0, self._id_column, "the same row came before in this log", text)

    def _schema(self, one: SpooledLog) -> pa.Schema:
        return pa.schema([pa.field(field.column, field.arrow) for field in one.asked.values()])

    def _whole(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Columns that the counter refused are NULL."""
        self._empty.add(batch)
        have = set(batch.schema.names)
        columns = [
            batch.column(field.name) if field.name in have else pa.nulls(batch.num_rows, field.type)
            for field in self._log.schema
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self._log.schema)


def _noting(firsts: FirstOfEach, repeated: list[Key]) -> Iterator[pa.RecordBatch]:
    for batch, left_out in firsts.rows():
        repeated.extend(left_out)
        yield batch
