"""Loading days of a window stream: each day of the range is replaced whole, also by nothing.

A day that comes back much smaller is kept aside instead, and what a reload changed is told in the manifest.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from connectors.common.errors import Problem
from connectors.common.stream import DayFacts, Facts, Piece, Rejected, Rows, Stream
from pipelines.lake.manifest import Manifest, new_load_id, read_manifest
from pipelines.lake.paths import Lake, Partition
from pipelines.lake.quarantine import Quarantine
from pipelines.lake.storage import commit, data_metadata
from pipelines.lake.windows.day_files import DayFiles
from pipelines.lake.windows.held import hold, settle
from pipelines.lake.windows.judging import judged


class WindowLoad:
    """Takes the pieces of an export and, on `commit`, replaces the days. Left without it, nothing has changed.

    The stream has a column `date`, the source's own local day. Refused rows carry no day that could be trusted: they
    are counted and kept with the first day that is replaced.
    """

    def __init__(
        self,
        lake: Lake,
        source: str,
        name: str,
        account: str,
        stream: Stream,
        days: list[date],
        now: datetime | None = None,
    ) -> None:
        if not days or len(set(days)) != len(days):
            raise ValueError("a load needs at least one day, each once")
        self._where = f"{source}/{name}/{account}"
        self._stream = stream
        self._now = now
        self._partitions = {day: lake.day(source, name, account, day) for day in sorted(days)}
        self._load_ids = {day: new_load_id() for day in days}
        targets = {
            day: (partition.data, data_metadata(self._load_ids[day])) for day, partition in self._partitions.items()
        }
        self._files = DayFiles(stream.schema, targets, self._where)
        self._quarantine = Quarantine(next(iter(self._partitions.values())))
        self._rejected = 0

    def __enter__(self) -> Self:
        for partition in self._partitions.values():
            settle(partition)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._files.discard()
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
        self._files.add(rows.batch)

    def reject(self, rejected: Rejected) -> None:
        """A refused row, its text masked already."""
        self._rejected += 1
        self._quarantine.add(
            rejected.line, rejected.column, rejected.reason, rejected.text, file=rejected.where or None
        )

    def commit(self, facts: Facts) -> list[Manifest]:
        """Check the balance, compare, and replace the days, oldest first; each day is one atomic step.

        The manifests of all days, also of those that are kept aside: these say `shrunk`.
        """
        rows = self._files.rows
        if facts.rows_read != rows + self._rejected:
            raise Problem(
                f"the source sent {facts.rows_read} rows, but {rows} were accepted and {self._rejected} refused.",
                where=self._where,
                mend="Nothing was replaced; run again.",
            )
        manifests = {day: self._manifest(day, partition, facts) for day, partition in self._partitions.items()}
        first = next((day for day, manifest in manifests.items() if manifest.shrunk is None), min(manifests))
        refused = manifests[first].rows + self._rejected
        manifests[first] = manifests[first].model_copy(update={"quarantined": self._rejected, "rows_read": refused})
        for day, manifest in manifests.items():
            put = commit if manifest.shrunk is None else hold
            quarantine = self._quarantine.finish() if day == first else None
            put(self._partitions[day], self._files.of(day), quarantine, manifest)
            settle(self._partitions[day])
        return list(manifests.values())

    def _manifest(self, day: date, partition: Partition, facts: Facts) -> Manifest:
        of_day = facts.days.get(day, DayFacts())
        manifest = Manifest(
            load_id=self._load_ids[day],
            source=partition.source,
            stream=partition.stream,
            account=partition.account,
            partition=partition.name,
            kind="window",
            date_from=day,
            date_to=day,
            rows=self._files.of(day).rows,
            rows_read=self._files.of(day).rows,
            loaded_at=(self._now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
            details={**facts.details, **of_day.details},
            warnings=list(facts.warnings),
            quality=of_day.quality,
            settles_after=self._stream.settles_after,
        )
        former = read_manifest(partition.folder)
        if former is None:
            return manifest
        return judged(manifest, former, self._files.of(day).close(), partition.data, self._stream)
