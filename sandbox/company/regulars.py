"""Regulars of a quarter of the year who look like robots: an office, price watchers, a kiosk.

They are born anew each quarter, so that a day looks back 92 days at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sandbox.company.arrivals import Arrivals, arrivals
from sandbox.company.audiences import first_lane
from sandbox.company.calendar import day_of, number, weekdays
from sandbox.company.crowds import STEADY, headcount_of_day, one_day
from sandbox.company.draws import Dice, Words, odds
from sandbox.company.kinds import Kind

SLOTS = 32  # visits of a day that a key has room for; 92 days of 32 fit into 12 bits


@dataclass(frozen=True)
class Regular:
    """`slots` are the probabilities of a person's first, second, … visit of a day."""

    kind: Kind
    rate: int
    slots: tuple[float, ...]
    workdays_only: bool = False


REGULARS = (
    Regular(Kind.OFFICE, 1_800, (0.75, 0.5, 0.3, 0.15), workdays_only=True),
    Regular(Kind.PRICE_WATCHER, 300, (0.95, 0.95, 0.9, 0.9, 0.8, 0.7, 0.5, 0.3)),
    Regular(Kind.KIOSK, 34, (0.95,) * 24),
)


def regulars(dice: Dice, size: int, day: int) -> Iterator[Arrivals]:
    """The day's visits of every kind of regular."""
    born = _quarter(day)
    for regular in REGULARS:
        if regular.workdays_only and int(weekdays(np.array([day]))[0]) > 4:
            continue
        count = headcount_of_day(dice, size, regular.kind, regular.rate, born, STEADY)
        for people in one_day(regular.kind, born, max(1, count)):
            yield _visits(dice, regular, people, born, day)


def _visits(dice: Dice, regular: Regular, people: Words, born: int, day: int) -> Arrivals:
    slots = np.arange(len(regular.slots), dtype=np.uint64)
    person = np.repeat(people, len(slots))
    slot = np.tile(slots, len(people))
    chances = np.array([odds(share) for share in regular.slots], dtype=np.uint64)
    ordinal = slot + np.uint64((day - born) * SLOTS)
    there = dice.happens("regular", person + ordinal, np.tile(chances, len(people)))
    person, ordinal = person[there], ordinal[there]
    lane = first_lane(dice, regular.kind, person + ordinal, day_of(day).month - 1)
    return arrivals(person, ordinal, day, lane)


def _quarter(day: int) -> int:
    today = day_of(day)
    return number(date(today.year, (today.month - 1) // 3 * 3 + 1, 1))
