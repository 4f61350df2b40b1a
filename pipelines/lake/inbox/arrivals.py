"""The log of arrivals: which file came when. Its order decides between deliveries that hold the same record."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError


class Arrival(BaseModel):
    """One file that was taken from the inbox. `drop` tells the very file on the disk from a later copy of it."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    folder: str
    file_name: str
    sha256: str
    outcome: Literal["loaded", "repeated"]
    drop: str


class ArrivalLog:
    """`archive/arrivals.jsonl`, append only; a last line cut off by a crash is no line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._arrivals = [arrival for line in self._lines() if (arrival := _parsed(line))]

    def __iter__(self) -> Iterator[Arrival]:
        """Every arrival, oldest first."""
        return iter(self._arrivals)

    @property
    def next_number(self) -> int:
        """The number of the next arrival; numbers grow, and are never given twice."""
        return max((arrival.number for arrival in self._arrivals), default=0) + 1

    def last_of(self, folder: str, sha256: str) -> Arrival | None:
        """The last arrival of a content in a folder."""
        return next((each for each in reversed(self._arrivals) if (each.folder, each.sha256) == (folder, sha256)), None)

    def latest_in(self, folder: str) -> Iterator[str]:
        """The contents that arrived in a folder, the newest first."""
        return (each.sha256 for each in reversed(self._arrivals) if each.folder == folder)

    def append(self, arrival: Arrival) -> None:
        """Durable when it returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n") and self._path.stat().st_size > 0
        with self._path.open("ab") as file:
            file.write((b"\n" if torn else b"") + arrival.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._arrivals.append(arrival)

    def _lines(self) -> list[str]:
        return self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []


def _parsed(line: str) -> Arrival | None:
    try:
        return Arrival.model_validate_json(line)
    except ValidationError:
        return None
