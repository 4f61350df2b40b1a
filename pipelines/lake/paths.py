"""Where things lie in the lake. Window streams have a folder a day, delivery streams a folder a file."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from connectors.common.errors import Problem
from pipelines.lake.manifest import Manifest, read_as_of, read_manifest

Kind = Literal["window", "delivery"]
FILES = "files"
_SAFE = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Partition:
    """One day of an account's stream, or one delivery of an inbox folder: replaced whole, or not at all."""

    root: Path
    source: str
    stream: str
    account: str
    kind: Kind
    name: str

    @property
    def folder(self) -> Path:
        """Holds `data.parquet` and `load.json`."""
        return self.root / "raw" / self._below

    @property
    def data(self) -> Path:
        """The rows."""
        return self.folder / "data.parquet"

    @property
    def quarantine(self) -> Path:
        """The refused rows. Absent where there are none."""
        return self.root / "quarantine" / self._below / "rows.parquet"

    @property
    def held(self) -> Path:
        """Where a load waits that shrank too much to replace the day: a numbered folder each, the last one counts."""
        return self.root / "held" / self._below

    @property
    def _below(self) -> Path:
        key = "date" if self.kind == "window" else "delivery"
        return Path(self.source, self.stream, f"account={self.account}", f"{key}={self.name}")


@dataclass(frozen=True)
class Lake:
    """The folder `lake` of a home."""

    root: Path

    def day(self, source: str, stream: str, account: str, day: date) -> Partition:
        """A day of a window stream."""
        return Partition(self.root, safe_name(source), safe_name(stream), safe_name(account), "window", day.isoformat())

    def delivery(self, table: str, folder: str, sha12: str) -> Partition:
        """A file that was dropped into an inbox folder, as one interchange table."""
        return Partition(self.root, FILES, safe_name(table), safe_name(folder), "delivery", safe_name(sha12))

    def of(self, manifest: Manifest) -> Partition:
        """The partition that a manifest describes."""
        return Partition(
            self.root, manifest.source, manifest.stream, manifest.account, manifest.kind, manifest.partition
        )

    def stream_folder(self, source: str, stream: str) -> Path:
        """Above the partitions of a stream."""
        return self.root / "raw" / source / stream

    def manifests(self) -> list[Manifest]:
        """One for every partition that was loaded, ordered by source, stream, account and partition."""
        partitions = _folders(f"{self.root}/raw", "", "", "account=", ("date=", "delivery="))
        return [manifest for folder in partitions if (manifest := read_manifest(folder))]

    def loads(self, source: str, stream: str, account: str) -> dict[date, Manifest]:
        """The days of a window stream that are loaded, also those without rows, in order."""
        folders = self._days(source, stream, account)
        return {_day(folder): manifest for folder in folders if (manifest := read_manifest(folder))}

    def as_of(self, source: str, stream: str, account: str) -> dict[date, str]:
        """Of the days of a window stream that are loaded, the moment whose state they tell."""
        folders = self._days(source, stream, account)
        return {_day(folder): moment for folder in folders if (moment := read_as_of(folder))}

    def days(self, source: str, stream: str, account: str) -> set[date]:
        """The days of a window stream that are loaded."""
        return set(self.as_of(source, stream, account))

    def days_held(self, source: str, stream: str, account: str) -> list[Partition]:
        """The days of which a load was kept aside at some time."""
        folders = sorted((self.root / "held" / source / stream / f"account={account}").glob("date=*"))
        return [self.day(source, stream, account, _day(folder)) for folder in folders]

    def days_unfinished(self, source: str, stream: str, account: str) -> list[Partition]:
        """The days in which a writer is at work, or was killed: something hidden lies there."""
        folder = self.stream_folder(source, stream) / f"account={account}"
        return [
            self.day(source, stream, account, day)
            for day in sorted({_day(at.parent) for at in folder.glob("date=*/.*")})
        ]

    def _days(self, source: str, stream: str, account: str) -> list[Path]:
        return sorted((self.stream_folder(source, stream) / f"account={account}").glob("date=*"))


def _folders(place: str, *starts: str | tuple[str, ...]) -> Iterator[str]:
    """In order, those whose names start so, level by level: quicker than a pattern, and there are thousands."""
    if not starts:
        yield place
        return
    try:
        with os.scandir(place) as entries:
            names = sorted(entry.name for entry in entries if entry.name.startswith(starts[0]) and entry.is_dir())
    except FileNotFoundError:
        return
    for name in names:
        yield from _folders(f"{place}/{name}", *starts[1:])


def _day(folder: Path) -> date:
    return date.fromisoformat(folder.name.removeprefix("date="))


def safe_name(name: str, where: str = "") -> str:
    """The name, if a folder may be called so."""
    if not _SAFE.fullmatch(name):
        raise Problem(
            f"{name!r} can't name a folder of the lake.",
            where=where,
            mend="Use letters, digits, dots, hyphens and underscores.",
        )
    return name
