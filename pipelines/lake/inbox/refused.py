"""Which files in the inbox were refused as they lie now: nobody need try them again before something changes.

Only digests are kept: a file's name may hold a contact, and only `inbox/` may hold contacts.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.lake.inbox.drops import drops_in
from pipelines.lake.inbox.summary_files import replaced, summaries_of
from pipelines.lake.privacy.shown import nameless


@dataclass(frozen=True)
class Lying:
    """A file in the inbox, without its name. `digest` changes with file or configuration; `touched` is in Unix time."""

    digest: str
    folder: str
    touched: float


def lying_in(inbox: Path, configuration: str) -> list[Lying]:
    """What the next run would try to load; `configuration` is the hash of the one that it would load it by."""
    found = []
    for drop in drops_in(inbox):
        try:
            stat = drop.path.lstat()
        except OSError:  # it has gone meanwhile
            continue
        identity = f"{stat.st_ino}-{stat.st_ctime_ns}-{stat.st_mtime_ns}-{stat.st_size}-{configuration}"
        digest = hashlib.sha256(os.fsencode(drop.path) + identity.encode()).hexdigest()[:16]
        found.append(Lying(digest, nameless(drop.folder), max(stat.st_ctime, stat.st_mtime)))
    return found


def remember_refused(home: Path, before: list[Lying], after: list[Lying]) -> None:
    """Call it after a load: what lay there before and lies there still, unchanged, was tried and refused."""
    tried = {each.digest for each in before}
    file = _file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    replaced(file, json.dumps(sorted(each.digest for each in after if each.digest in tried)))


def refused_in(home: Path) -> frozenset[str]:
    """The digests of refused files, as the last load left them."""
    try:
        return frozenset(json.loads(_file(home).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return frozenset()


def _file(home: Path) -> Path:
    return summaries_of(home) / "refused.json"
