"""People who look around: they come once, some return after fixed ages, and they buy nothing."""

from collections.abc import Iterator

import numpy as np

from sandbox.company.arrivals import Arrivals, arrivals
from sandbox.company.audiences import first_lane, next_lane
from sandbox.company.calendar import months_since_1970
from sandbox.company.crowds import headcount_of_day, one_day
from sandbox.company.draws import Dice, Words
from sandbox.company.kinds import Kind

RATES = {Kind.LOOKER: 52_500, Kind.PRIVATE: 2_200, Kind.IMPATIENT: 1_900}
RETURNS = {1: 0.095, 3: 0.07, 7: 0.05, 14: 0.04, 30: 0.03, 60: 0.012}


def passers(dice: Dice, size: int, day: int) -> Iterator[Arrivals]:
    """The day's newcomers of every kind of passer, then those who return."""
    for kind in RATES:
        yield from _newcomers(dice, size, kind, day)
    for age, share in RETURNS.items():
        yield from _returns(dice, size, day, age, share)


def _newcomers(dice: Dice, size: int, kind: Kind, day: int) -> Iterator[Arrivals]:
    for keys in _born(dice, size, kind, day):
        yield arrivals(keys, 0, day, first_lane(dice, kind, keys, _month(day)))


def _returns(dice: Dice, size: int, day: int, age: int, share: float) -> Iterator[Arrivals]:
    born = day - age
    for keys in _born(dice, size, Kind.LOOKER, born):
        back = keys[dice.happens("returns", keys + np.uint64(age), share)]
        first = first_lane(dice, Kind.LOOKER, back, _month(born))
        lane = next_lane(dice, Kind.LOOKER, first, back + np.uint64(age), _month(day))
        yield arrivals(back, age, day, lane)


def _born(dice: Dice, size: int, kind: Kind, day: int) -> Iterator[Words]:
    return one_day(kind, day, headcount_of_day(dice, size, kind, RATES[kind], day))


def _month(day: int) -> int:
    return int(months_since_1970(np.array([day]))[0]) % 12
