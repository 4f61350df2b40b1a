"""Arrivals: who comes on which day by which lane, before anything else about the visit is known."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sandbox.company.draws import Flags, Ints, Words
from sandbox.company.kinds import Kind

# A person's key is kind (6 bits), day of birth (17), number of the day's newborn (29); a visit's has 12 more.
_KIND, _BORN, _INDEX = np.uint64(58), np.uint64(41), np.uint64(12)
BLOCK = 1 << 16

BROWSE, PURCHASE, LEAD = 0, 1, 2


def person_keys(kind: Kind, born: int | Ints, index: Ints) -> Words:
    """Keys of persons; the lowest 12 bits are free for the visit's number."""
    day = np.asarray(born, dtype=np.uint64)
    return (np.uint64(kind) << _KIND) + (day << _BORN) + (index.astype(np.uint64) << _INDEX)


@dataclass(frozen=True)
class Arrivals:
    """One entry a visit. `ordinal` numbers a person's visits, `lane` is a number in `lanes.LANES`."""

    person: Words
    ordinal: Words
    day: Ints
    lane: Ints
    purpose: Ints

    def __len__(self) -> int:
        return len(self.person)

    @property
    def key(self) -> Words:
        """Unique over all visits ever."""
        return self.person + self.ordinal

    @property
    def kind(self) -> Ints:
        """Numbers of `Kind`."""
        return (self.person >> _KIND).astype(np.int64)

    @property
    def born(self) -> Ints:
        """The day of the person's first visit."""
        return ((self.person >> _BORN) & np.uint64((1 << 17) - 1)).astype(np.int64)

    @property
    def index(self) -> Ints:
        """The person's number among those of the kind born that day."""
        return ((self.person >> _INDEX) & np.uint64((1 << 29) - 1)).astype(np.int64)

    def where(self, chosen: Flags | Ints) -> "Arrivals":
        """A part of them, or all in another order."""
        return Arrivals(
            self.person[chosen], self.ordinal[chosen], self.day[chosen], self.lane[chosen], self.purpose[chosen]
        )


def arrivals(
    person: Words, ordinal: int | np.uint64 | Words, day: int | Ints, lane: Ints, purpose: int | Flags = 0
) -> Arrivals:
    """Arrivals of persons; single numbers hold for all."""
    count = len(person)
    return Arrivals(
        person,
        np.broadcast_to(np.asarray(ordinal, dtype=np.uint64), count),
        np.broadcast_to(np.asarray(day, dtype=np.int64), count),
        lane,
        np.broadcast_to(np.asarray(purpose, dtype=np.int64), count),
    )


def together(parts: Iterable[Arrivals]) -> Arrivals:
    """All parts, in order."""
    known = list(parts) or [arrivals(np.empty(0, np.uint64), 0, 0, np.empty(0, np.int64))]
    return Arrivals(
        np.concatenate([part.person for part in known]),
        np.concatenate([part.ordinal for part in known]),
        np.concatenate([part.day for part in known]),
        np.concatenate([part.lane for part in known]),
        np.concatenate([part.purpose for part in known]),
    )
