"""From a dropped file to the lake: read and redact into the archive, then load each table from there.

A replay takes the second half of the same way, so that what can be loaded can be replayed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.common.errors import BadInput, Problem
from connectors.files.reading import read_file
from connectors.files.tables import TABLES
from pipelines.lake.archive import Archived
from pipelines.lake.binding import first_sentence
from pipelines.lake.engine import MEMORY_LIMIT, mapping_engine
from pipelines.lake.folder import Folder
from pipelines.lake.manifest import Manifest, new_load_id, read_manifest
from pipelines.lake.paths import Lake, Partition
from pipelines.lake.plan import TablePlan, plan_tables
from pipelines.lake.records import Records
from pipelines.lake.redaction import Redactor
from pipelines.lake.reports import TableReport
from pipelines.lake.scan import HeaderScan
from pipelines.lake.storage import restamp
from pipelines.lake.table_load import Delivery, TableLoad

CHUNK = 1 << 20


@dataclass(frozen=True)
class DeliveryLoader:
    """Loads files of one folder."""

    lake: Lake
    folder: Folder
    hash_key: bytes | None
    now: datetime

    def archive(self, path: Path, archived: Archived, shown_name: str) -> None:
        """Read the file into the archive, unless it is there with every column that the mapping reads.

        Every expression is checked against the header before a byte is written.
        """
        file = f"{self.folder.name}/{shown_name}"
        mapping = self.folder.mapping
        text = read_file(
            path,
            mapping.encoding if mapping else None,
            mapping.delimiter if mapping else None,
            known_headers=self._expected_headers(),
        )
        with mapping_engine(self.folder.rules) as con:
            plans = self._plans(con, text.header, file)
        kept = frozenset().union(*(_as_written(plan.reads, text.header) for plan in plans))
        contacts = frozenset().union(*(_as_written(plan.contacts, text.header) for plan in plans))
        if archived.read_as == self.folder.read_as and kept <= set(archived.header):
            return
        archived.write(text, Redactor(self.hash_key, kept, contacts, file), kept, self.folder.read_as, shown_name)

    def load(self, archived: Archived, file_name: str, arrival: int) -> tuple[TableReport, ...]:
        """Load every table that isn't there by this mapping; the others only take the number of the arrival."""
        delivery = Delivery(archived, file_name, arrival, self.folder.version, self.now)
        file = f"{self.folder.name}/{file_name}"
        reports = []
        with mapping_engine(self.folder.rules) as con, _one_sentence(file):
            plans = self._plans(con, archived.header, file)
            for plan in plans:
                partition = self.partition(plan.table.name, archived)
                known = read_manifest(partition.folder)
                if known and _loaded_alike(known, delivery):
                    self._renew(partition, known, file_name, arrival)
                    reports.append(TableReport.of(known))
                else:
                    reports.append(TableLoad(con, plan, self.folder.rules, partition, delivery).run())
        return tuple(reports)

    def partition(self, table: str, archived: Archived) -> Partition:
        """Where one table of a delivery lies."""
        return self.lake.delivery(table, self.folder.name, archived.sha256[:12])

    def _plans(self, con: duckdb.DuckDBPyConnection, header: tuple[str, ...], file: str) -> list[TablePlan]:
        """Plans that are known to work on a file with this header."""
        plans = plan_tables(con, self.folder, [TABLES[name] for name in self.folder.tables], header, file)
        with _one_sentence(file):
            for plan in plans:
                records = Records(con, plan, self.folder.rules, HeaderScan(con, header))
                records.prepare()
                records.drop()
        return plans

    def _renew(self, partition: Partition, known: Manifest, file_name: str, arrival: int) -> None:
        if known.arrival != arrival:
            loaded_at = self.now.isoformat(timespec="seconds")
            fresh = {"load_id": new_load_id(), "arrival": arrival, "file_name": file_name, "loaded_at": loaded_at}
            restamp(partition, known.model_copy(update=fresh))

    def _expected_headers(self) -> frozenset[str]:
        """Words of the mapping, by which the header of a cp1251 file is recognised."""
        if not self.folder.mapping:
            return frozenset()
        mappings = self.folder.mapping.tables.values()
        return frozenset(text for each in mappings for text in (*each.columns.values(), *each.where.values()))


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


@contextmanager
def _one_sentence(file: str) -> Iterator[None]:
    """What DuckDB and Arrow may still raise on a file, as a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise BadInput(
            f"mapping it needs more than {MEMORY_LIMIT} of memory.",
            where=file,
            mend="Split the file, or map it without group_by.",
        ) from None
    except (duckdb.Error, pa.ArrowException) as error:
        what = f"it can't be mapped: {first_sentence(error)}."
        raise Problem(what, where=file, mend="Mend the mapping or the file.") from None
