"""Which quotas are used up until when: small durable files that all processes of a home read before they ask."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import uuid4

from connectors.common.durable import place
from connectors.common.limits.state import warn_once
from connectors.google_analytics.api.quota import DAILY, OF_PROJECT, STANDARD

Why = Literal["refused", "reserve"]
LONGEST = {True: timedelta(hours=25, minutes=5), False: timedelta(hours=1, minutes=5)}  # a day has 25 hours in November


@dataclass(frozen=True)
class Note:
    """Nobody asks before `until`: the vendor `refused`, or the rest is a `reserve` for people."""

    bucket: str
    until: datetime
    why: Why


class Notes:
    """Of one property. Those of a project's buckets are told apart by the project: another one has its own."""

    def __init__(self, folder: Path, project: str) -> None:
        self._folder = folder
        mark = re.sub(r"[^A-Za-z0-9-]", "-", project)
        self._files = {name: folder / (f"{name}-{mark}" if name in OF_PROJECT else name) for name in STANDARD}
        self._own: dict[str, Note] = {}  # where the folder can't be written, we at least remember

    def add(self, note: Note, now: datetime) -> None:
        """Keep the note; one that lasts longer stays, unless it knew less."""
        known = self._of(note.bucket, now)
        if known and known.until >= note.until and (known.why == "refused" or note.why == "reserve"):
            return
        self._own[note.bucket] = note
        file = self._files[note.bucket]
        beside = file.with_name(f"{file.name}-{uuid4().hex}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({"until": note.until.isoformat(), "why": note.why}), encoding="ascii")
            place(beside, file)
        except OSError as error:
            warn_once(self._folder, str(error))
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def open(self, now: datetime) -> Iterator[Note]:
        """Those that still hold."""
        for bucket in self._files:
            if note := self._of(bucket, now):
                yield note

    def _of(self, bucket: str, now: datetime) -> Note | None:
        """One from further ahead than any quota lasts is of a wrong clock."""
        for note in (self._read(bucket), self._own.get(bucket)):
            if note and now < note.until <= now + LONGEST[bucket == DAILY]:
                return note
        return None

    def _read(self, bucket: str) -> Note | None:
        try:
            said = json.loads(self._files[bucket].read_text(encoding="ascii"))
            until = datetime.fromisoformat(said["until"]).astimezone(UTC)
            return Note(bucket, until, "reserve" if said["why"] == "reserve" else "refused")
        except (
            OSError,
            ValueError,
            LookupError,
            TypeError,
        ):  # none yet, or an unreadable one: the vendor says it again
            return None
