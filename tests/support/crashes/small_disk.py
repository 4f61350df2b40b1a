"""A home on a small disk of its own that can be full or read-only: mounts that only the forked runs see."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from os import geteuid
from pathlib import Path
from subprocess import run

from crashes.runs import Forge, forging

MEGABYTE = 1 << 20
OWN_MOUNTS = ("unshare", "--mount") if geteuid() == 0 else ("unshare", "--map-root-user", "--mount")


@cache
def may_mount() -> bool:
    """Whether this system lets us have mounts of our own."""
    try:
        return run([*OWN_MOUNTS, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@dataclass(frozen=True)
class SmallDisk:
    """Only its runs see what is on it; others look at a copy."""

    forge: Forge

    def seen(self, home: Path) -> Path:
        """What a home holds now, but for its warehouse, where every process sees it."""
        copy = home.with_name(f"{home.name}.seen")
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("published", "lake", "archive", "inbox", "reports", "state"):
            self.forge.command("cp", "-a", f"{home / name}", str(copy))
        return copy

    def mount(self, folder: Path, megabytes: int) -> None:
        """Put the folder, with all that it holds, on a disk of its own."""
        aside = folder.with_name(f"{folder.name}.aside")
        self.forge.command("mv", str(folder), str(aside))
        folder.mkdir()
        self.forge.command("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tablo", str(folder))
        self.forge.command("cp", "-a", f"{aside}/.", str(folder))

    def fill(self, folder: Path, left: int) -> None:
        """Leave so many bytes of room."""
        filler = folder / "filler"
        self.forge.command("sh", "-c", f"cat /dev/zero > '{filler}' 2> /dev/null; truncate -s -{left} '{filler}'")

    def make_room(self, folder: Path) -> None:
        """As an administrator would."""
        self.forge.command("rm", str(folder / "filler"))

    def read_only(self, folder: Path) -> None:
        """For everybody, also for root."""
        self.forge.command("mount", "--bind", str(folder), str(folder))
        self.forge.command("mount", "-o", "remount,bind,ro", str(folder))

    def writable(self, folder: Path) -> None:
        """Again."""
        self.forge.command("umount", str(folder))


@contextmanager
def small_disk(notes: Path, variables: Mapping[str, str]) -> Iterator[SmallDisk]:
    """Runs of their own, with mounts of their own, which end with the block."""
    with forging(notes, variables, within=OWN_MOUNTS) as forge:
        yield SmallDisk(forge)
