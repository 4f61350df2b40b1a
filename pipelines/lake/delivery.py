"""From a dropped file to the lake: read and redact into the archive, then load each table from there.

A replay takes the second half of the same way, so that what can be loaded can be replayed.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from connectors.files.reading import read_file
from pipelines.lake.archive import Archived
from pipelines.lake.binding import one_sentence
from pipelines.lake.engine import mapping_engine
from pipelines.lake.folder import Folder
from pipelines.lake.manifest import Manifest, new_load_id, read_manifest
from pipelines.lake.paths import Lake, Partition
from pipelines.lake.planner import Planner
from pipelines.lake.redaction import Redactor
from pipelines.lake.reports import TableReport
from pipelines.lake.storage import heal, restamp
from pipelines.lake.table_load import Delivery, TableLoad

CHUNK = 1 << 20


@dataclass(frozen=True)
class DeliveryLoader:
    """Loads the files of one run."""

    lake: Lake
    hash_key: bytes | None
    now: datetime
    planner: Planner = field(default_factory=Planner)

    def archive(self, folder: Folder, path: Path, archived: Archived, shown_name: str) -> None:
        """Read the file into the archive, unless it is there with every column that the mapping reads.

        Every expression is checked against the header before a byte is written.
        """
        file = f"{folder.name}/{shown_name}"
        text = read_file(path, folder.encoding, folder.delimiter, folder.expected_headers)
        plans = self.planner.plans(folder, text.header, file)
        kept = frozenset().union(*(_as_written(plan.reads, text.header) for plan in plans))
        contacts = frozenset().union(*(_as_written(plan.contacts, text.header) for plan in plans))
        if archived.read_as == folder.read_as and kept <= set(archived.header):
            return
        archived.write(text, Redactor(self.hash_key, kept, contacts, file), kept, folder.read_as, shown_name)

    def load(self, folder: Folder, archived: Archived, file_name: str, arrival: int) -> tuple[TableReport, ...]:
        """Load every table that isn't there by this mapping; the others only take the number of the arrival."""
        delivery = Delivery(archived, file_name, arrival, folder.version, self.now)
        file = f"{folder.name}/{file_name}"
        plans = self.planner.plans(folder, archived.header, file)
        reports = []
        with mapping_engine(folder.rules) as con, one_sentence(file):
            for plan in plans:
                partition = self.lake.delivery(plan.table.name, folder.name, archived.sha256[:12])
                heal(partition)
                known = read_manifest(partition.folder)
                if known and _loaded_alike(known, delivery):
                    self._renew(partition, known, delivery)
                    reports.append(TableReport.of(known))
                else:
                    reports.append(TableLoad(con, plan, folder.rules, partition, delivery).run())
        return tuple(reports)

    def _renew(self, partition: Partition, known: Manifest, delivery: Delivery) -> None:
        if known.arrival != delivery.arrival:
            fresh = {
                "load_id": new_load_id(),
                "arrival": delivery.arrival,
                "file_name": delivery.file_name,
                "loaded_at": self.now.isoformat(timespec="seconds"),
            }
            restamp(partition, known.model_copy(update=fresh))


def sha256_of(path: Path) -> str:
    """Of the original bytes, in bounded memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _as_written(names: frozenset[str], header: tuple[str, ...]) -> frozenset[str]:
    wanted = {name.casefold() for name in names}
    return frozenset(name for name in header if name.casefold() in wanted)


def _loaded_alike(known: Manifest, delivery: Delivery) -> bool:
    """By the same mapping, from the same reading of the file."""
    return (known.details.get("mapping"), known.details.get("read_as")) == (delivery.version, delivery.archived.read_as)
