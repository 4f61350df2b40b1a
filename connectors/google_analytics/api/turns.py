"""Before a request leaves: nothing of its quotas is known to be used up, and there is a place for it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from connectors.common.errors import QuotaSpent
from connectors.common.limits import Slots
from connectors.google_analytics.api.hours import opens_again
from connectors.google_analytics.api.notes import Note, Notes, Why
from connectors.google_analytics.api.patience import Patience
from connectors.google_analytics.api.quota import DAILY, IN_WORDS, SERVER_ERRORS
from connectors.google_analytics.settings import GoogleAnalyticsSettings

PARALLEL = 5  # of the ten that a property has
LONGEST_NAP = 60.0
logger = logging.getLogger(__name__)


class Turns:
    """Of one property and one project, shared by all processes of the home. `limits` is the folder for that."""

    def __init__(self, settings: GoogleAnalyticsSettings, limits: Path, project: str, patience: Patience) -> None:
        self._where, self._patience = settings.where, patience
        self._longest = settings.longest_park_minutes * 60 if patience.longest_park is None else patience.longest_park
        folder = limits / f"google_analytics-property-{settings.property_id}"
        self._notes = Notes(folder, project)
        self._slots = Slots(folder, PARALLEL, what_for=f"one of {PARALLEL} parallel requests ({self._where})")

    @contextmanager
    def one(self, parked: float = 0.0) -> Iterator[float]:
        """Park while an hour's quota is used up, then hold a place.

        `parked` seconds were waited for it already; all of them are yielded.
        Raises `QuotaSpent` where that would be longer than allowed, where it is the day's, and where the vendor failed
        too often: each stream of a run would wait for an hour of its own.
        """
        while True:
            parked = self._park(parked)
            with self._slots.held():
                if self._noted() is None:
                    yield parked
                    return

    def _park(self, parked: float) -> float:
        """Wait until no note holds; the seconds that were waited, with those before."""
        told: datetime | None = None
        while (note := self._noted()) is not None:
            seconds = (note.until - self._patience.clock()).total_seconds()
            if _is_not_waited_for(note) or parked + seconds > self._longest:
                raise _put_off(note, self._where)
            if told is None or note.until > told:
                logger.warning("%s: %s; waiting until %s.", self._where, _why(note), _at(note.until))
                told = note.until
            nap = min(max(seconds, 0.0), LONGEST_NAP)
            self._patience.sleep(nap)
            parked += nap
        return parked

    def close_until_it_opens(self, bucket: str, why: Why) -> None:
        """Nobody asks for this bucket before its hour or day is over."""
        now = self._patience.clock()
        self._notes.add(Note(bucket, opens_again(bucket, now), why), now)

    def _noted(self) -> Note | None:
        """The note that lasts longest; the day's before those of the hour."""
        notes = [
            note
            for note in self._notes.open(self._patience.clock())
            if note.why == "refused" or not self._patience.spends_reserve
        ]
        return max(notes, key=lambda note: (note.bucket == DAILY, note.until), default=None)


def _is_not_waited_for(note: Note) -> bool:
    return note.bucket == DAILY or (note.bucket == SERVER_ERRORS and note.why == "refused")


def _put_off(note: Note, where: str) -> QuotaSpent:
    return QuotaSpent(f"{_why(note)}.", where=where, mend=f"A run after {_at(note.until)} goes on.")


def _why(note: Note) -> str:
    what = IN_WORDS[note.bucket]
    return f"{what} are used up" if note.why == "refused" else f"what is left of {what} is kept for people"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
