"""From a dropped file to the lake: read and redact into the archive, then load each table from there.

A replay takes the second half of the same way, so that what can be loaded can be replayed.
"""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from connectors.common.errors import BadInput
from pipelines.lake.inbox.archive import Archived, Notes
from pipelines.lake.inbox.folder import Folder
from pipelines.lake.inbox.planner import Planner
from pipelines.lake.inbox.reports import TableReport
from pipelines.lake.inbox.table_load import Delivery, TableLoad
from pipelines.lake.manifest import Manifest, new_load_id, read_manifest
from pipelines.lake.mapping.binding import one_sentence
from pipelines.lake.mapping.engine import mapping_engine
from pipelines.lake.mapping.meaning import Meaning
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.paths import Lake, Partition
from pipelines.lake.privacy.contact_patterns import CONTACT_HEADER
from pipelines.lake.privacy.header_words import names_contacts
from pipelines.lake.privacy.redaction import Redactor, with_nameless_header
from pipelines.lake.storage import heal, restamp

CHUNK = 1 << 20


@dataclass(frozen=True)
class DeliveryLoader:
    """Loads the files of one run."""

    lake: Lake
    hash_key: bytes | None
    now: datetime
    planner: Planner = field(default_factory=Planner)

    def archive(self, folder: Folder, path: Path, archived: Archived, shown_name: str) -> Meaning:
        """Tell what the file is, and read it into the archive, unless it is there with every column that is needed.

        Every expression is checked against the header before a byte is written.
        """
        file = f"{folder.name}/{shown_name}"
        as_named, meaning = folder.read(path, file)
        text = with_nameless_header(as_named)
        plans = self.planner.plans(meaning, text.header, file)
        kept = frozenset().union(*(_as_written(plan.reads, text.header) for plan in plans))
        contacts = _hashed(meaning, plans, text.header)
        exact = frozenset().union(*(_as_written(plan.exact, text.header) for plan in plans))
        typed = frozenset.intersection(*(_as_written(plan.typed, text.header) for plan in plans))
        guessed = frozenset().union(*(plan.extra for plan in plans))
        is_whole = archived.read_as == meaning.read_as and kept <= set(archived.header)
        if not is_whole or archived.hashed not in (None, contacts & kept):
            notes = Notes(meaning.read_as, meaning.profile, text.header, contacts & kept)
            sql = "\n".join(plan.sql for plan in plans)
            redactor = Redactor(self.hash_key, kept, contacts, file, exact, guessed, typed, sql)
            archived.write(text, redactor, kept, notes, shown_name)
        return replace(meaning, dropped=_dropped(plans))

    def load(self, meaning: Meaning, archived: Archived, file_name: str, arrival: int) -> tuple[TableReport, ...]:
        """Load every table that isn't there by this mapping; the others only take the number of the arrival.

        Where one table can't be loaded, none is.
        """
        delivery = Delivery(archived, file_name, arrival, meaning.version, self.now)
        file = f"{meaning.folder}/{file_name}"
        plans = self.planner.plans(meaning, archived.header, file)
        if unwanted := _dropped(plans):  # kept by an earlier configuration
            archived.forget(unwanted)
        self._hash(archived, _hashed(meaning, plans, archived.header) & frozenset(archived.header), file)
        steps: list[Callable[[], TableReport]] = []
        with ExitStack() as open_loads, mapping_engine(meaning.rules) as con, one_sentence(file):
            for plan in plans:
                partition = self.lake.delivery(plan.table.name, meaning.folder, archived.sha256[:12])
                heal(partition)
                known = read_manifest(partition.folder)
                if known and _loaded_alike(known, delivery):
                    steps.append(partial(self._renew, partition, known, delivery))
                else:
                    load = open_loads.enter_context(TableLoad(con, plan, meaning.rules, partition, delivery))
                    steps.append(partial(load.commit, load.prepare()))
            return tuple(step() for step in steps)

    def _hash(self, archived: Archived, wanted: frozenset[str], file: str) -> None:
        """What the configuration has come to hash since; what it has come to keep can't be told from its hashes."""
        noted = archived.hashed
        if noted is None:
            return
        if kept := {name for name in noted - wanted if not CONTACT_HEADER.search(name) and not names_contacts(name)}:
            raise BadInput(
                f"the archive holds nothing but hashes of “{min(kept)}”, which is no longer hashed.",
                where=file,
                mend="Drop the original file again.",
            )
        if raw := wanted - noted:
            archived.hash(raw, Redactor(self.hash_key, raw, raw, file))

    def _renew(self, partition: Partition, known: Manifest, delivery: Delivery) -> TableReport:
        if known.arrival != delivery.arrival:
            fresh = {
                "load_id": new_load_id(),
                "arrival": delivery.arrival,
                "file_name": delivery.file_name,
                "loaded_at": self.now.isoformat(timespec="seconds"),
            }
            restamp(partition, known.model_copy(update=fresh))
        return TableReport.of(known)


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


def _hashed(meaning: Meaning, plans: list[TablePlan], header: tuple[str, ...]) -> frozenset[str]:
    """The columns whose cells become tokens whole."""
    return meaning.hashed.union(*(_as_written(plan.contacts, header) for plan in plans))


def _dropped(plans: list[TablePlan]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for plan in plans for name in plan.dropped))


def _loaded_alike(known: Manifest, delivery: Delivery) -> bool:
    """By the same mapping, from the same reading of the file."""
    return (known.details.get("mapping"), known.details.get("read_as")) == (delivery.version, delivery.archived.read_as)
