"""How many of each kind are born on a day. Rates are per 100 000 visits of the company's size."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from sandbox.company.arrivals import BLOCK, person_keys
from sandbox.company.calendar import liveliness
from sandbox.company.draws import Dice, Ints, Words
from sandbox.company.kinds import Kind

_UNIT = 100_000 * 1000
STEADY = 1000


def headcount(dice: Dice, size: int, kind: Kind, rate: int, days: Ints, liveliest: Ints | int | None = None) -> Ints:
    """Persons born on each day: the rate times the day's liveliness (1000 = steady), rounded by chance."""
    lively = liveliness(days) if liveliest is None else liveliest
    exact = np.asarray(size * rate * lively, dtype=np.int64)
    luck = dice.below("headcount", person_keys(kind, days, np.zeros(len(days), np.int64)), _UNIT)
    whole, part = exact // _UNIT, exact % _UNIT
    counts: Ints = whole + (luck < part)
    return counts


@lru_cache(maxsize=1 << 14)
def headcount_of_day(dice: Dice, size: int, kind: Kind, rate: int, day: int, liveliest: int | None = None) -> int:
    """The same for one day, which those who return on later days ask for again."""
    return int(headcount(dice, size, kind, rate, np.array([day]), liveliest)[0])


def one_day(kind: Kind, day: int, count: int) -> Iterator[Words]:
    """The persons born on a day, block by block."""
    for start in range(0, count, BLOCK):
        yield person_keys(kind, day, np.arange(start, min(count, start + BLOCK), dtype=np.int64))


def many_days(kind: Kind, days: Ints, counts: Ints) -> Iterator[tuple[Words, Ints]]:
    """The persons born on many days with their days, in blocks of whole days."""
    start = 0
    running = np.cumsum(counts)
    while start < len(days):
        before = running[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(running, before + BLOCK, side="right")))
        part = counts[start:stop]
        born = np.repeat(days[start:stop], part)
        index = np.arange(len(born), dtype=np.int64) - np.repeat(np.cumsum(part) - part, part)
        yield person_keys(kind, born, index), born
        start = stop
