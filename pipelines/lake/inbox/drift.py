"""How the headers of a file differ from those of the file before it: what is new, what is gone, what is called anew.

Nothing is renamed silently: each sentence proposes the line of configuration that would do it.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.files.tables import TABLES
from connectors.profiles import load_profiles
from connectors.profiles.headers import normal
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.inbox.arrivals import ArrivalLog
from pipelines.lake.mapping.meaning import Meaning

ALIKE = 0.6
MOST_COMPARED, MOST_TOLD = 100, 20
SAME_KIND = 0.7


@dataclass(frozen=True)
class Drift:
    """The changes of one file's header against the last other file of its kind; headers are shown without contacts."""

    new: tuple[str, ...]
    missing: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]

    @classmethod
    def between(cls, before: tuple[str, ...], now: tuple[str, ...]) -> "Drift":
        """Headers that only differ in case, punctuation or order haven't changed.

        Where hundreds have, it is another export, and which was called which can't be told.
        """
        old = {normal(name): name for name in before}
        fresh = {normal(name): name for name in now}
        gone = [name for key, name in old.items() if key not in fresh]
        come = [name for key, name in fresh.items() if key not in old]
        renamed = []
        for name in list(gone) if max(len(gone), len(come)) <= MOST_COMPARED else ():
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
            lost = f" {_lost(meaning, name, where)}" if name in was_read else ""
            told.append(f"the column “{name}” is missing.{lost}")
        for name in self.new:
            line = f'fields: {{<field>: ["{name}"]}}' if meaning.profile else f"<column>: '\"{name}\"'"
            said = "" if name in reads else f" Nothing reads it; to map it, write in {where}: {line}."
            told.append(f"the column “{name}” is new.{said}")
        left = len(told) - MOST_TOLD
        return (*told[:MOST_TOLD], f"{left} more columns have changed.") if left > 0 else tuple(told)

    def but_for(self, called: Mapping[str, str]) -> "Drift":
        """Without the changes that the configuration knows: of `called`, each old name stands for a new one."""
        known = {(old, new) for old, new in called.items() if old in self.missing and new in self.new}
        return Drift(
            tuple(name for name in self.new if name not in {new for _, new in known}),
            tuple(name for name in self.missing if name not in {old for old, _ in known}),
            tuple(pair for pair in self.renamed if pair not in called.items()),
        )


def drift_of(
    log: ArrivalLog, archived: Archived, meaning: Meaning, fields: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """What has changed since the last other file of the same kind in the folder; nothing for the first of its kind.

    `fields` are the company's own headers for those of the profile: what they name isn't drift.
    """
    before = _last_of_its_kind(log, archived)
    if before is None:
        return ()
    drift = Drift.between(before.whole_header, archived.whole_header)
    if profile := load_profiles().get(meaning.profile or ""):
        more = dict(fields)
        then, now = (profile.found_in(each.whole_header, more) for each in (before, archived))
        drift = drift.but_for({then[field]: now[field] for field in then.keys() & now.keys() & more.keys()})
    changed = drift.sentences(meaning, _read(meaning, archived), _read(meaning, before))
    return (*_read_otherwise(before, archived), *changed)


def _last_of_its_kind(log: ArrivalLog, archived: Archived) -> Archived | None:
    """By its profile. The first of a profile may be of the last one's kind, without the column that told them apart."""
    others = (Archived(archived.root, archived.folder, sha) for sha in log.latest_in(archived.folder))
    before = (each for each in others if each.sha256 != archived.sha256 and each.whole_header)
    newest = next(before, None)
    if newest is None or newest.profile == archived.profile:
        return newest
    alike = next((each for each in before if each.profile == archived.profile), None)
    return alike or (newest if _is_alike(newest, archived) else None)


def _is_alike(before: Archived, now: Archived) -> bool:
    old, new = (set(map(normal, each.whole_header)) for each in (before, now))
    return len(old & new) >= SAME_KIND * len(old | new)


def _read_otherwise(before: Archived, now: Archived) -> tuple[str, ...]:
    """A file that is taken for another export than the one before it, though it has nearly the same columns."""
    if before.profile == now.profile:
        return ()
    was, is_now = (_title(each.profile) for each in (before, now))
    return (f"the file before it was read as {was}, this one is read as {is_now}: see whether that is meant.",)


def _title(profile: str | None) -> str:
    known = load_profiles().get(profile or "")
    return known.title.en if known else "its own columns"


def _read(meaning: Meaning, archived: Archived) -> frozenset[str]:
    """The headers that feed columns; of a canonical file the archive keeps the others too."""
    canonical = {
        column.name for table, mapping in meaning.tables.items() if not mapping for column in TABLES[table].columns
    }
    return frozenset(name for name in archived.header if not canonical or name.casefold() in canonical)


def _lost(meaning: Meaning, name: str, where: str) -> str:
    profile = load_profiles().get(meaning.profile or "")
    field = next(iter(profile.found_in((name,))), None) if profile else None
    if not field:
        return "It was read: export it again, or what it fed stays empty."
    line = f'fields: {{{field}: ["…"]}}'
    return f"It was read: export it again, or write what it is called now in {where}: {line}."


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
