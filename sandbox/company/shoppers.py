"""People who buy: a first purchase soon after the first visit, then repeats for up to two years."""

from collections.abc import Iterator

import numpy as np

from sandbox.company.arrivals import PURCHASE, Arrivals, arrivals, together
from sandbox.company.audiences import first_lane, next_lane
from sandbox.company.calendar import liveliness, months_since_1970
from sandbox.company.crowds import headcount, many_days
from sandbox.company.draws import ODDS, Choice, Curve, Dice, Flags, Ints, Words, odds
from sandbox.company.kinds import Kind

RATE = 320
HORIZON = 760  # days after birth when a customer's story ends
REPEATS = 14
_STEPS = np.uint64(4)  # ordinals of a purchase: itself, and up to two visits that prepare it
_BIRTH = np.uint64(4000)

_FIRST_PURCHASE = Curve((0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 4, 7, 11, 17, 27, 46))
# once; seldom; regular; devoted
_LOYALTY = Choice((18, 42, 31, 9))
_GO_ON = np.array([odds(share) for share in (0.0, 0.93, 0.96, 0.98)], dtype=np.uint64)
_GAPS = Curve((0,) * 9, (35, 70, 100, 130, 160, 200, 250, 310, 400), (18, 32, 45, 58, 70, 85, 105, 130, 190),
              (9, 15, 20, 25, 30, 35, 42, 52, 75))  # fmt: skip
_PREPARES = ((0.45, 1, 6), (0.22, 7, 20))
_EARLIEST = 20  # days before a purchase that a visit may prepare it
_LIVELIEST = 1450  # a planned repeat happens with liveliness / this, so that repeats follow the season


def shoppers(dice: Dice, size: int, first: int, last: int, *, purchases_only: bool = False) -> Iterator[Arrivals]:
    """Visits of buyers on the days from `first` to `last`, those of purchase with the purpose PURCHASE."""
    days = np.arange(first - HORIZON, last + 1, dtype=np.int64)
    lively = liveliness(days)
    counts = headcount(dice, size, Kind.SHOPPER, RATE, days, lively)
    for people, born in many_days(Kind.SHOPPER, days, counts):
        ages, planned = _plans(dice, people, last - born)
        when = born[:, None] + ages
        planned &= (when >= first) & (when <= last + _EARLIEST)
        row, repeat = np.nonzero(planned)
        found = _Purchases(people[row], born[row], when[row, repeat], repeat.astype(np.uint64))
        happens = (found.repeat == 0) | _in_season(dice, found)
        chosen = found.where(happens)
        parts = [_bought(dice, chosen)]
        if not purchases_only:
            parts += [*_prepared(dice, chosen), _births(dice, people, born, ages[:, 0])]
        visits = together(parts)
        yield visits.where((visits.day >= first) & (visits.day <= last))


class _Purchases:
    """Flat purchases: buyer, day of birth, day, number of the repeat (0 is the first purchase)."""

    def __init__(self, person: Words, born: Ints, day: Ints, repeat: Words) -> None:
        self.person, self.born, self.day, self.repeat = person, born, day, repeat
        self.key = person + repeat * _STEPS

    def where(self, chosen: Flags) -> "_Purchases":
        return _Purchases(self.person[chosen], self.born[chosen], self.day[chosen], self.repeat[chosen])


def _plans(dice: Dice, people: Words, until: Ints) -> tuple[Ints, Flags]:
    """Ages in days of the planned purchases, and which of them are planned: persons × purchases."""
    ages = np.zeros((len(people), REPEATS + 1), dtype=np.int64)
    planned = np.zeros(ages.shape, dtype=bool)
    ages[:, 0] = dice.draw("first purchase", people, _FIRST_PURCHASE)
    planned[:, 0] = True
    loyalty = dice.pick("loyalty", people, _LOYALTY)
    going = np.nonzero((loyalty > 0) & (ages[:, 0] <= until + _EARLIEST))[0]
    for repeat in range(1, REPEATS + 1):
        visit = people[going] + np.uint64(repeat) * _STEPS
        going_on = dice.happens("goes on", visit, _GO_ON[loyalty[going]])
        going, visit = going[going_on], visit[going_on]
        age = ages[going, repeat - 1] + dice.draw("gap", visit, _GAPS, loyalty[going])
        near = (age <= HORIZON) & (age <= until[going] + _EARLIEST)
        going = going[near]
        ages[going, repeat] = age[near]
        planned[going, repeat] = True
    return ages, planned


def _in_season(dice: Dice, plans: _Purchases) -> Flags:
    days, place = np.unique(plans.day, return_inverse=True)
    chance = (np.minimum(liveliness(days), _LIVELIEST) * ODDS // _LIVELIEST).astype(np.uint64)
    return dice.happens("in season", plans.key, chance[place])


def _bought(dice: Dice, made: _Purchases) -> Arrivals:
    first = first_lane(dice, Kind.SHOPPER, made.person, _month(made.born))
    later = next_lane(dice, Kind.SHOPPER, first, made.key, _month(made.day))
    lane = np.where(made.day == made.born, first, later)
    return arrivals(made.person, made.repeat * _STEPS, made.day, lane, PURCHASE)


def _prepared(dice: Dice, made: _Purchases) -> Iterator[Arrivals]:
    for step, (share, soonest, latest) in enumerate(_PREPARES, start=1):
        key = made.key + np.uint64(step)
        day = made.day - dice.between("days before", key, soonest, latest)
        chosen = dice.happens("prepares", key, share) & (day > made.born)
        some = made.where(chosen)
        first = first_lane(dice, Kind.SHOPPER, some.person, _month(some.born))
        lane = next_lane(dice, Kind.SHOPPER, first, key[chosen], _month(day[chosen]))
        yield arrivals(some.person, some.repeat * _STEPS + np.uint64(step), day[chosen], lane)


def _births(dice: Dice, people: Words, born: Ints, first_purchase: Ints) -> Arrivals:
    looked = first_purchase > 0
    lane = first_lane(dice, Kind.SHOPPER, people[looked], _month(born[looked]))
    return arrivals(people[looked], _BIRTH, born[looked], lane)


def _month(days: Ints) -> Ints:
    return months_since_1970(days) % 12
