"""How the headers of a file differ from those of the file before it: what is new, what is gone, what is called anew.

Nothing is renamed silently: each sentence proposes the line of configuration that would do it.
"""

import difflib
from dataclasses import dataclass

from connectors.files.tables import TABLES
from connectors.profiles import load_profiles
from connectors.profiles.headers import normal
from pipelines.lake.archive import Archived
from pipelines.lake.arrivals import ArrivalLog
from pipelines.lake.meaning import Meaning

ALIKE = 0.6


@dataclass(frozen=True)
class Drift:
    """The changes of one file's header against the last other file of its kind; headers are shown without contacts."""

    new: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]

    @classmethod
    def between(cls, before: tuple[str, ...], now: tuple[str, ...]) -> "Drift":
        """Headers that only differ in case, punctuation or order haven't changed."""
        old = {normal(name): name for name in before}
        fresh = {normal(name): name for name in now}
        gone = [name for key, name in old.items() if key not in fresh]
        come = [name for key, name in fresh.items() if key not in old]
        renamed = []
        for name in list(gone):
            if alike := difflib.get_close_matches(normal(name), [normal(each) for each in come], n=1, cutoff=ALIKE):
                called = fresh[alike[0]]
                renamed.append((name, called))
                gone.remove(name)
                come.remove(called)
        return cls(tuple(come), tuple(gone), tuple(renamed))

    def sentences(self, meaning: Meaning, reads: frozenset[str], was_read: frozenset[str]) -> tuple[str, ...]:
        """One a change. `reads` are the headers that this file is loaded from, `was_read` those of the last one."""
        where = f"config/sources/{meaning.folder}.yaml"
        told = []
        for name, called in self.renamed:
            unread = name in was_read and called not in reads
            mend = f" {_mend(meaning, name, called, where)}" if unread else ""
            told.append(f"the column “{name}” seems to be called “{called}” now.{mend}")
        for name in self.missing:
            lost = " It was read: export it again, or what it fed stays empty." if name in was_read else ""
            told.append(f"the column “{name}” is missing.{lost}")
        for name in self.new:
            said = "" if name in reads else f" Nothing reads it; to map it, write in {where}: <column>: '\"{name}\"'."
            told.append(f"the column “{name}” is new.{said}")
        return tuple(told)


def drift_of(log: ArrivalLog, archived: Archived, meaning: Meaning) -> tuple[str, ...]:
    """What has changed since the last other file of the same kind in the folder; nothing for the first of its kind."""
    before = _last_of_its_kind(log, archived)
    if before is None:
        return ()
    drift = Drift.between(before.whole_header, archived.whole_header)
    return drift.sentences(meaning, _read(meaning, archived), _read(meaning, before))


def _last_of_its_kind(log: ArrivalLog, archived: Archived) -> Archived | None:
    for sha256 in log.latest_in(archived.folder):
        before = Archived(archived.root, archived.folder, sha256)
        if sha256 != archived.sha256 and before.whole_header and before.profile == archived.profile:
            return before
    return None


def _read(meaning: Meaning, archived: Archived) -> frozenset[str]:
    """The headers that feed columns; of a canonical file the archive keeps the others too."""
    canonical = {
        column.name for table, mapping in meaning.tables.items() if not mapping for column in TABLES[table].columns
    }
    return frozenset(name for name in archived.header if not canonical or name.casefold() in canonical)


def _mend(meaning: Meaning, name: str, called: str, where: str) -> str:
    """What makes the new name known: a field's further header, or a mapped column's expression."""
    profile = load_profiles().get(meaning.profile or "")
    field = next(iter(profile.found_in((name,))), None) if profile else None
    if field:
        return f'To go on reading it, write in {where}: fields: {{{field}: ["{called}"]}}.'
    for mapping in meaning.tables.values():
        for column, expression in (mapping.columns if mapping else {}).items():
            if f'"{name}"' in expression:
                rewritten = expression.replace(f'"{name}"', f'"{called}"')
                return f"To go on reading it, write in {where}: {column}: '{rewritten}'."
    return f"It is no longer read: call it “{name}” again."
