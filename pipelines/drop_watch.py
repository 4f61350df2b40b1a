"""When the drop box asks for a run: the decision, from what lies in the inbox and what was seen at the last look.

Everything must lie still before anything is loaded, because a load takes all that it finds: a copy that is under way
would be read by half, and its end would be lost.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from pipelines.lake.inbox.refused import Lying
from pipelines.lake.inbox.visible import one_line

QUIET_SECONDS = 30
# a run that failed before it came to the files is asked for again, but not at every look
AGAIN_SECONDS = 3600
FOLDERS_NAMED = 5


@dataclass(frozen=True)
class Watch:
    """What is remembered between two looks: digests seen, and when a run was asked for which of them."""

    seen: frozenset[str] = frozenset()
    asked: dict[str, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, cursor: str | None) -> Self:
        """Of a cursor; one that can't be read is a watch that begins."""
        try:
            told = json.loads(cursor or "{}")
            return cls(frozenset(told.get("seen", ())), dict(told.get("asked", {})))
        except (ValueError, TypeError, AttributeError):
            return cls()

    @property
    def cursor(self) -> str:
        """As text."""
        return json.dumps({"seen": sorted(self.seen), "asked": self.asked}, sort_keys=True)

    def after(self, lying: Iterable[Lying]) -> "Watch":
        """Having seen them; what has left the inbox is forgotten."""
        here = frozenset(each.digest for each in lying)
        return Watch(here, {digest: at for digest, at in self.asked.items() if digest in here})

    def asking(self, wanted: Iterable[Lying], now: float) -> "Watch":
        """Having asked for a run for them."""
        return Watch(self.seen, {**self.asked, **{each.digest: now for each in wanted}})

    def run_key(self, wanted: Iterable[Lying]) -> str:
        """The same for the same files, until they are asked for again."""
        asked = sorted((each.digest, self.asked.get(each.digest, 0)) for each in wanted)
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Look:
    """What a look at the inbox says: the files to ask a run for, or the sentence why none is asked for."""

    wanted: tuple[Lying, ...] = ()
    reason: str = ""


def look(watch: Watch, lying: Sequence[Lying], refused: Collection[str], now: float) -> Look:
    """`watch` as it was at the last look; `now` in Unix time."""
    if not lying:
        return Look(reason="The inbox is empty.")
    untried = [each for each in lying if each.digest not in refused]
    if not untried:
        lies, them = (
            ("lies as it was when it was", "it") if len(lying) == 1 else ("lie as they were when they were", "them")
        )
        return Look(
            reason=f"{_files(lying)} {lies} refused{_places(lying)}. "
            f"Why is said in the newest summary in reports/inbox/; mend or replace {them}."
        )
    fresh = [each for each in untried if now - watch.asked.get(each.digest, 0) >= AGAIN_SECONDS]
    if not fresh:
        return Look(
            reason=f"A run was asked for, but hasn't come to {_files(untried)}{_places(untried)}. "
            f"It is asked for again {AGAIN_SECONDS // 60} minutes after the first time."
        )
    moving = [each for each in untried if each.digest not in watch.seen and now - each.touched < QUIET_SECONDS]
    if moving:
        return Look(
            reason=f"{_files(moving)} may still be written{_places(moving)}: "
            f"a run is asked for once all have lain unchanged for {QUIET_SECONDS} seconds."
        )
    return Look(wanted=tuple(fresh))


def _files(lying: Sequence[Lying]) -> str:
    return f"{len(lying)} file{'' if len(lying) == 1 else 's'}"


def _places(lying: Sequence[Lying]) -> str:
    """Folders, because a file's name may hold a contact and this goes to a database."""
    folders = list(dict.fromkeys(one_line(f"inbox/{each.folder}", 60).rstrip("/") for each in lying))
    more = f" and {len(folders) - FOLDERS_NAMED} more folders" if len(folders) > FOLDERS_NAMED else ""
    return f" ({', '.join(folders[:FOLDERS_NAMED])}{more})"
