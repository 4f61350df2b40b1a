"""Durable writes. Everything is written beside its place, flushed to the disk and moved in one step."""

import shutil
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.common.durable import sync
from pipelines.lake.manifest import LOAD_ID, MANIFEST, NEXT, Manifest, load_id_of
from pipelines.lake.paths import Partition

ROW_GROUP = 1 << 16


class PartFile:
    """A Parquet file on its way: rows go to a hidden file beside `target`, `place` moves it there."""

    def __init__(self, target: Path, schema: pa.Schema, metadata: dict[bytes, bytes] | None = None) -> None:
        self.rows = 0
        self.waiting_bytes = 0
        self._target = target
        self._schema = schema
        target.parent.mkdir(parents=True, exist_ok=True)
        self._path = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
        self._writer = pq.ParquetWriter(self._path, schema.with_metadata(metadata), compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows; small batches are joined to row groups of a useful size."""
        self.rows += batch.num_rows
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        self.waiting_bytes += batch.nbytes
        if self._waiting_rows >= ROW_GROUP:
            self.flush()

    def close(self) -> Path:
        """Finish the hidden file; it can be read, and is on the disk."""
        if self._writer.is_open:
            self.flush()
            self._writer.close()
            sync(self._path)
        return self._path

    def place(self, target: Path | None = None) -> None:
        """Finish the file, and move it to its place, or to another one of the same disk."""
        move(self.close(), target or self._target)

    def discard(self) -> None:
        """Leave nothing behind; harmless after `place`."""
        if self._writer.is_open:
            self._writer.close()
        self._path.unlink(missing_ok=True)

    def flush(self) -> None:
        """Write the rows that wait."""
        if self._waiting_rows:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting, self._waiting_rows, self.waiting_bytes = [], 0, 0


def commit(partition: Partition, data: PartFile, quarantine: PartFile | None, manifest: Manifest) -> None:
    """Make a load visible: refused rows, data, manifest. Killed anywhere, the partition is the old one or the new."""
    if quarantine:
        partition.quarantine.parent.mkdir(parents=True, exist_ok=True)
        quarantine.place(partition.quarantine)
    else:
        partition.quarantine.unlink(missing_ok=True)
    data.close()
    write_text(partition.folder / NEXT, manifest.model_dump_json(indent=1))
    data.place()
    move(partition.folder / NEXT, partition.folder / MANIFEST)


def restamp(partition: Partition, manifest: Manifest) -> None:
    """Replace the manifest of data that stays as it is."""
    write_text(partition.folder / MANIFEST, manifest.model_dump_json(indent=1))


def heal(partition: Partition) -> None:
    """Finish or undo what a killed load left in a partition. Only its next writer may, readers must not."""
    coming = partition.folder / NEXT
    if coming.exists():
        if load_id_of(partition.data) == Manifest.model_validate_json(coming.read_bytes()).load_id:
            move(coming, partition.folder / MANIFEST)
        else:
            coming.unlink()
    for place in (partition.folder, partition.quarantine.parent):
        sweep(place)


def sweep(folder: Path) -> None:
    """Take away what was on its way when a writer was killed."""
    for leftover in folder.glob(".*.tmp"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def data_metadata(load_id: str) -> dict[bytes, bytes]:
    """What the data file says of the load that wrote it."""
    return {LOAD_ID: load_id.encode()}


def write_text(target: Path, text: str) -> None:
    """Replace a small file in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{uuid4().hex}.tmp")
    beside.write_text(text, encoding="utf-8")
    sync(beside)
    move(beside, target)


def move(source: Path, target: Path) -> None:
    """The one step that makes anything visible."""
    source.replace(target)
