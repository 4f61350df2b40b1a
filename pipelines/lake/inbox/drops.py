"""What lies in the inbox: files, and what only looks like one."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.header import readable
from connectors.files.tables import TABLES
from pipelines.lake.mapping.checks import nearest

QUIET = 1.0  # seconds without a change
UNFINISHED = (".part", ".tmp", ".crdownload")


@dataclass(frozen=True)
class Drop:
    """A file in the inbox, as it is now."""

    folder: str
    path: Path

    @property
    def identity(self) -> str:
        """The same only for this very file, unchanged: another copy of it has another inode or time of change."""
        stat = self.path.stat()
        return f"{stat.st_ino}-{stat.st_ctime_ns}-{stat.st_size}"

    def check(self) -> None:
        """Raises for what is no file in a folder."""
        where = "/".join(readable(part) for part in ("inbox", self.folder, self.path.name) if part)
        if self.path.is_symlink():
            raise BadInput("this is a link, not a file.", where=where, mend="Copy the file itself.")
        if self.path.is_dir() and not self.folder:
            raise BadInput("this folder can't be read.", where=where, mend="Check its rights.")
        if self.path.is_dir():
            raise BadInput("files lie one folder deep.", where=where, mend="Move its files to the folder above.")
        if not _is_text(self.path.name):
            raise BadInput("its name is no text (UTF-8).", where=where, mend="Rename it.")
        if not self.path.is_file():
            raise BadInput("this is no ordinary file.", where=where, mend="Take it away.")
        if not self.folder:
            raise BadInput(
                "the file lies in no folder, which would say what it is.",
                where=where,
                mend=f"Move it to inbox/{nearest(self.path.stem, TABLES) or 'orders'}/ or another source's folder.",
            )

    def take_away(self, identity: str) -> None:
        """Unless it is another file by now: that one is for the next run."""
        if self.identity == identity:
            self.path.unlink()


def drops_in(inbox: Path) -> list[Drop]:
    """Oldest first; what is hidden or still being copied is left alone. A link to a folder is not entered."""
    found: list[Drop] = []
    for path in _listed(inbox):
        if path.is_symlink() or not path.is_dir():
            found.append(Drop("", path))
        elif os.access(path, os.R_OK | os.X_OK):
            found += [Drop(path.name, below) for below in _listed(path)]
        else:
            found.append(Drop("", path))
    ages = {drop: age for drop in found if (age := _age(drop.path)) is not None}
    return sorted(ages, key=lambda drop: (ages[drop], drop.folder, drop.path.name))


def settled(drops: list[Drop], sleep: Callable[[float], None] = time.sleep) -> list[Drop]:
    """Those that nobody is writing: where the newest is of this very second, it is waited for, and looked at again.

    A file that has changed meanwhile is for the next run.
    """
    newest = max((age for drop in drops if (age := _age(drop.path)) is not None), default=0)
    wait = QUIET - (time.time() - newest / 1e9)
    if not 0 < wait <= QUIET:
        return drops
    before = {drop: drop.identity for drop in drops if drop.path.is_file()}
    sleep(wait)
    return [drop for drop in drops if drop not in before or (drop.path.exists() and drop.identity == before[drop])]


def _listed(folder: Path) -> list[Path]:
    """What is meant for us; nothing where the folder has gone."""
    try:
        inside = list(folder.iterdir())
    except FileNotFoundError:
        return []
    return [
        path for path in inside if not path.name.startswith((".", "~$")) and not path.name.lower().endswith(UNFINISHED)
    ]


def _is_text(name: str) -> bool:
    """Python carries bytes that are no text as lone surrogates, which nothing else can store."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _age(path: Path) -> int | None:
    """When it was last written; None where it has gone meanwhile."""
    try:
        return path.lstat().st_mtime_ns
    except FileNotFoundError:
        return None
