"""Ten families of robots; what gives each away is in `habits`. Their pace is steady, not seasonal."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandbox.company.arrivals import LEAD, Arrivals, arrivals, person_keys
from sandbox.company.audiences import first_lane
from sandbox.company.calendar import day_of
from sandbox.company.crowds import STEADY, headcount_of_day, one_day
from sandbox.company.draws import Dice, Words
from sandbox.company.kinds import Kind


@dataclass(frozen=True)
class Swarm:
    """`rate` robots are born on an active day; each makes `visits`. `leads` is the share that sends a form."""

    kind: Kind
    rate: int
    active_days: float = 1.0
    visits: int = 1
    leads: float = 0.0


SWARMS = (
    Swarm(Kind.UPTIME_MONITOR, 2_000),
    Swarm(Kind.DATACENTRE_SCRAPER, 5_500, active_days=0.4),
    Swarm(Kind.CLICK_FRAUD, 3_000),
    Swarm(Kind.REFERRER_SPAM, 2_200, active_days=0.5),
    Swarm(Kind.HEADLESS_BROWSER, 1_100),
    Swarm(Kind.FORM_SPAMMER, 300, leads=0.8),
    Swarm(Kind.BEHAVIOUR_WARMER, 1_900),
    Swarm(Kind.SEO_CRAWLER, 850),
    Swarm(Kind.PRICE_SCRAPER, 34, visits=45),
    Swarm(Kind.DISPLAY_FARM, 1_000, active_days=0.8),
)


def robots(dice: Dice, size: int, day: int, *, only: Kind | None = None) -> Iterator[Arrivals]:
    """The day's visits of all families, or of one."""
    for swarm in SWARMS:
        if only not in (None, swarm.kind):
            continue
        today = person_keys(swarm.kind, day, np.zeros(1, np.int64))
        if not dice.happens("active day", today, swarm.active_days)[0]:
            continue
        count = headcount_of_day(dice, size, swarm.kind, swarm.rate, day, STEADY)
        for machines in one_day(swarm.kind, day, count):
            yield _visits(dice, swarm, machines, day)


def _visits(dice: Dice, swarm: Swarm, machines: Words, day: int) -> Arrivals:
    person = np.repeat(machines, swarm.visits)
    ordinal = np.tile(np.arange(swarm.visits, dtype=np.uint64), len(machines))
    lane = first_lane(dice, swarm.kind, person + ordinal, day_of(day).month - 1)
    sends = dice.happens("sends a form", person + ordinal, swarm.leads) if swarm.leads else np.zeros(len(person), bool)
    return arrivals(person, ordinal, day, lane, np.where(sends, LEAD, 0))
