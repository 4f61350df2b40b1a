"""Loads that shrank too much to replace their day: they wait beside it, unseen by SQL, until somebody accepts them.

A folder of its own for each, moved into place when it is whole; the greatest number counts, and only as long as the
load stays that it was compared with. Killed anywhere, the day is the former one or the accepted one.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pipelines.lake import storage
from pipelines.lake.manifest import MANIFEST, NEXT, Manifest, read_manifest
from pipelines.lake.paths import Partition
from pipelines.lake.storage import PartFile

DATA, QUARANTINE = "data.parquet", "rows.parquet"
ACCEPTED_AT = "accepted_at"


def hold(partition: Partition, data: PartFile, quarantine: PartFile | None, manifest: Manifest) -> None:
    """Keep a load aside, in place of one that may have been kept before."""
    number = max((int(folder.name) for folder in _folders(partition)), default=0) + 1
    beside = partition.held / f".{number}.{uuid4().hex}.tmp"
    beside.mkdir(parents=True)
    data.place(beside / DATA)
    if quarantine:
        quarantine.place(beside / QUARANTINE)
    storage.write_text(beside / MANIFEST, manifest.model_dump_json(indent=1))
    storage.move(beside, partition.held / str(number))
    settle(partition)


def held(partition: Partition) -> Manifest | None:
    """The load that waits to be accepted."""
    folders = _folders(partition)
    waiting = read_manifest(folders[-1]) if folders else None
    current = read_manifest(partition.folder)
    if waiting is None or waiting.shrunk is None or current is None:
        return None
    return waiting if waiting.shrunk.stays == current.load_id else None


def accept(partition: Partition, now: datetime) -> Manifest | None:
    """Let the load that waits replace the day; None where none does."""
    settle(partition)
    waiting = held(partition)
    if waiting is None:
        return None
    details = {**waiting.details, ACCEPTED_AT: now.astimezone(UTC).isoformat(timespec="seconds")}
    accepted = waiting.model_copy(update={"details": details})
    storage.write_text(partition.folder / NEXT, accepted.model_dump_json(indent=1))
    storage.move(_folders(partition)[-1] / DATA, partition.data)
    settle(partition)
    return accepted


def settle(partition: Partition) -> None:
    """Finish what a killed run began, and take away what no longer counts. Only the day's next writer may."""
    storage.heal(partition)
    if not partition.held.exists():
        return
    waiting = held(partition)
    current = read_manifest(partition.folder)
    for folder in _folders(partition):
        kept = read_manifest(folder)
        if kept and current and kept.load_id == current.load_id:
            _move_quarantine(folder, kept, partition)
        if kept is None or waiting is None or kept.load_id != waiting.load_id:
            _remove(folder)
    storage.sweep(partition.held)
    if not any(partition.held.iterdir()):
        partition.held.rmdir()


def _folders(partition: Partition) -> list[Path]:
    if not partition.held.exists():
        return []
    return sorted((path for path in partition.held.iterdir() if path.name.isdecimal()), key=lambda path: int(path.name))


def _move_quarantine(folder: Path, accepted: Manifest, partition: Partition) -> None:
    """It comes after the data, so that a run killed between the two can still tell whose it is."""
    if (folder / QUARANTINE).exists():
        partition.quarantine.parent.mkdir(parents=True, exist_ok=True)
        storage.move(folder / QUARANTINE, partition.quarantine)
    elif not accepted.quarantined:
        partition.quarantine.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Out of sight in one step, and then away."""
    gone = folder.with_name(f".{folder.name}.{uuid4().hex}.tmp")
    storage.move(folder, gone)
    shutil.rmtree(gone, ignore_errors=True)
