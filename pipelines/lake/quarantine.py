"""Refused rows, kept for good: where they stood, what was wrong, and the masked text."""

import pyarrow as pa

from pipelines.lake.paths import Partition
from pipelines.lake.privacy.shown import nameless
from pipelines.lake.storage import PartFile

SCHEMA = pa.schema(
    [
        ("file", pa.string()),
        ("file_sha", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("reason", pa.string()),
        ("text", pa.string()),
    ]
)
WAITING = 10_000


class Quarantine:
    """Collects the refusals of one partition; one row a refused value, so that a source row may have several."""

    def __init__(self, partition: Partition, file: str | None = None, file_sha: str | None = None) -> None:
        self._target = partition.quarantine
        self._file, self._sha = file, file_sha
        self._part: PartFile | None = None
        self._waiting: list[tuple[str | None, str | None, int, str | None, str, str]] = []

    def add(self, line: int, column: str | None, reason: str, text: str, file: str | None = None) -> None:
        """`text` is masked by whoever knows what it is; contacts in it are, whoever that was.

        `file` where it differs between the rows.
        """
        self._waiting.append((file or self._file, self._sha, line, column, reason, nameless(text)))
        if len(self._waiting) >= WAITING:
            self._flush()

    def finish(self) -> PartFile | None:
        """The file of all refusals, still beside its place; None where there are none."""
        if self._waiting:
            self._flush()
        return self._part

    def discard(self) -> None:
        """Leave nothing behind; harmless once the file is in its place."""
        if self._part:
            self._part.discard()

    def _flush(self) -> None:
        self._part = self._part or PartFile(self._target, SCHEMA)
        arrays = [
            pa.array(list(values), field.type)
            for values, field in zip(zip(*self._waiting, strict=True), SCHEMA, strict=True)
        ]
        self._part.write(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA))
        self._waiting = []
