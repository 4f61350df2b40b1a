"""What lies in the inbox: files, and what only looks like one."""

from dataclasses import dataclass
from pathlib import Path

from connectors.common.errors import BadInput
from connectors.files.tables import TABLES
from pipelines.lake.folder import nearest

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
        where = f"inbox/{self.folder}/{self.path.name}" if self.folder else f"inbox/{self.path.name}"
        if self.path.is_symlink():
            raise BadInput("this is a link, not a file.", where=where, mend="Copy the file itself.")
        if self.path.is_dir():
            raise BadInput("files lie one folder deep.", where=where, mend="Move its files to the folder above.")
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
    """Oldest first; what is hidden or still being copied is left alone."""
    found = [
        Drop(path.parent.name if path.parent != inbox else "", path)
        for path in (*inbox.glob("*"), *inbox.glob("*/*"))
        if not (path.is_dir() and path.parent == inbox)
        and not path.name.startswith((".", "~$"))
        and not path.parent.name.startswith(".")
        and not path.name.lower().endswith(UNFINISHED)
    ]
    ages = {drop: age for drop in found if (age := _age(drop.path)) is not None}
    return sorted(ages, key=lambda drop: (ages[drop], drop.folder, drop.path.name))


def _age(path: Path) -> int | None:
    """When it was last written; None where it has gone meanwhile."""
    try:
        return path.lstat().st_mtime_ns
    except FileNotFoundError:
        return None
