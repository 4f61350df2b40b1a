"""People who leave a form: at their first visit or within a week, some again weeks later."""

from collections.abc import Iterator

import numpy as np

from sandbox.company.arrivals import LEAD, Arrivals, arrivals, together
from sandbox.company.audiences import first_lane, next_lane
from sandbox.company.calendar import months_since_1970
from sandbox.company.crowds import headcount, many_days
from sandbox.company.draws import Curve, Dice, Ints
from sandbox.company.kinds import Kind

RATE = 720
LOOK_BACK = 48
_AGE = Curve((0, 0, 0, 0, 0, 0, 1, 3, 8))
_AGAIN = 0.06
_BIRTH = 4000


def enquirers(dice: Dice, size: int, first: int, last: int) -> Iterator[Arrivals]:
    """Their visits on the days from `first` to `last`, those with a form with the purpose LEAD."""
    days = np.arange(first - LOOK_BACK, last + 1, dtype=np.int64)
    for people, born in many_days(Kind.ENQUIRER, days, headcount(dice, size, Kind.ENQUIRER, RATE, days)):
        lane = first_lane(dice, Kind.ENQUIRER, people, _month(born))
        age = dice.draw("form age", people, _AGE)
        form = born + age
        later = next_lane(dice, Kind.ENQUIRER, lane, people, _month(form))
        again = dice.happens("asks again", people, _AGAIN)
        second = (form + dice.between("asks again after", people, 10, 38))[again]
        third = next_lane(dice, Kind.ENQUIRER, lane[again], people[again] + np.uint64(1), _month(second))
        visits = together(
            (
                arrivals(people, 0, form, np.where(age == 0, lane, later), LEAD),
                arrivals(people[age > 0], _BIRTH, born[age > 0], lane[age > 0]),
                arrivals(people[again], 1, second, third, LEAD),
            )
        )
        yield visits.where((visits.day >= first) & (visits.day <= last))


def _month(days: Ints) -> Ints:
    return months_since_1970(days) % 12
