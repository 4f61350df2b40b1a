"""Loading days of a window stream: each day of the range is replaced whole, also by nothing."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import Problem
from connectors.common.stream import Facts, Piece, Rejected, Rows
from pipelines.lake.manifest import Manifest, new_load_id
from pipelines.lake.paths import Lake
from pipelines.lake.quarantine import Quarantine
from pipelines.lake.storage import PartFile, commit, data_metadata, heal


class WindowLoad:
    """Takes the pieces of an export and, on `commit`, replaces the days. Left without it, nothing has changed.

    `schema` has a column `date`, the source's own local day. Refused rows carry no day that could be trusted: they are
    counted and kept with the first day of the range.
    """

    def __init__(
        self,
        lake: Lake,
        source: str,
        stream: str,
        account: str,
        schema: pa.Schema,
        days: list[date],
        now: datetime | None = None,
    ) -> None:
        if not days or len(set(days)) != len(days):
            raise ValueError("a load needs at least one day, each once")
        self._where = f"{source}/{stream}/{account}"
        self._schema = schema
        self._now = now
        self._partitions = {day: lake.day(source, stream, account, day) for day in sorted(days)}
        self._load_ids = {day: new_load_id() for day in days}
        self._parts: dict[date, PartFile] = {}
        self._quarantine = Quarantine(next(iter(self._partitions.values())))
        self._rejected = 0

    def __enter__(self) -> Self:
        for partition in self._partitions.values():
            heal(partition)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for part in self._parts.values():
            part.discard()
        self._quarantine.discard()

    def take(self, pieces: Iterable[Piece]) -> list[Manifest]:
        """A whole export: its rows and rejects in any order, and its facts at the end, which commit."""
        for piece in pieces:
            match piece:
                case Rows():
                    self.add(piece)
                case Rejected():
                    self.reject(piece)
                case Facts():
                    return self.commit(piece)
        raise Problem("the export ended without its facts.", where=self._where, mend="Nothing was replaced; run again.")

    def add(self, rows: Rows) -> None:
        """Good rows of any days of the range, in any order."""
        batch = rows.batch
        if not batch.schema.equals(self._schema):
            raise ValueError(f"{self._where}: the batch has {batch.schema}, the stream {self._schema}")
        days = batch.column("date")
        for day in pc.unique(days).to_pylist():
            if day not in self._partitions:
                raise Problem(f"a row of {day} came, which was not asked for.", where=self._where)
            self._part(day).write(batch.filter(pc.equal(days, pa.scalar(day, pa.date32()))))

    def reject(self, rejected: Rejected) -> None:
        """A refused row, its text masked already."""
        self._rejected += 1
        self._quarantine.add(
            rejected.line, rejected.column, rejected.reason, rejected.text, file=rejected.where or None
        )

    def commit(self, facts: Facts) -> list[Manifest]:
        """Check the balance and replace the days, oldest first; each day is one atomic step."""
        rows = sum(part.rows for part in self._parts.values())
        if facts.rows_read != rows + self._rejected:
            raise Problem(
                f"the source sent {facts.rows_read} rows, but {rows} were accepted and {self._rejected} refused.",
                where=self._where,
                mend="Nothing was replaced; run again.",
            )
        loaded_at = (self._now or datetime.now(UTC)).isoformat(timespec="seconds")
        manifests = []
        for position, (day, partition) in enumerate(self._partitions.items()):
            part, refused = self._part(day), self._rejected if position == 0 else 0
            manifest = Manifest(
                load_id=self._load_ids[day],
                source=partition.source,
                stream=partition.stream,
                account=partition.account,
                partition=partition.name,
                kind="window",
                date_from=day,
                date_to=day,
                rows=part.rows,
                rows_read=part.rows + refused,
                quarantined=refused,
                loaded_at=loaded_at,
                details=dict(facts.details),
            )
            commit(partition, part, self._quarantine.finish() if position == 0 else None, manifest)
            manifests.append(manifest)
        return manifests

    def _part(self, day: date) -> PartFile:
        if day not in self._parts:
            self._parts[day] = PartFile(self._partitions[day].data, self._schema, data_metadata(self._load_ids[day]))
        return self._parts[day]
