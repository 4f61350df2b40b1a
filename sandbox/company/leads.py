"""Leads: forms sent on the site (some by robots), calls and walk-ins, and what becomes of each."""

from dataclasses import dataclass

import numpy as np

from sandbox.company.arrivals import LEAD, Arrivals, arrivals, together
from sandbox.company.audiences import first_lane
from sandbox.company.behaviour import behave
from sandbox.company.calendar import DAY, months_since_1970
from sandbox.company.crowds import headcount, many_days
from sandbox.company.draws import Curve, Dice, Flags, Ints, Words
from sandbox.company.enquirers import enquirers
from sandbox.company.habits import WORKING
from sandbox.company.identity import client_ids, has_cookies
from sandbox.company.kinds import Kind
from sandbox.company.robots import robots

LONGEST_DEAL = 125  # days from a lead to its order, decision included
_BY_HAND = {Kind.CALLER: 130, Kind.WALK_IN: 50}
_HOUR = 3600
_WORKING = Curve(WORKING)
_DECISION = Curve((_HOUR // 6, _HOUR, 3 * _HOUR, 8 * _HOUR, 20 * _HOUR, 26 * _HOUR, 40 * _HOUR, 70 * _HOUR, 96 * _HOUR))
_WINNING = Curve((0, 1, 2, 4, 7, 12, 21, 44, 119))
_LOSING = Curve((1, 3, 5, 8, 12, 18, 27, 40, 75))


@dataclass(frozen=True)
class Leads:
    """One entry a lead, in the order of creation, with its whole future.

    Moments are seconds since 1970 on Moscow's clock, 0 for never; `visitor` is 0 where the site doesn't know.
    """

    lead_id: list[str]
    key: Words
    person: Words
    lane: Ints
    created_at: Ints
    visitor: Words
    is_spam: Flags
    is_qualified: Flags
    is_recommendation: Flags
    is_won: Flags
    decided_at: Ints
    closed_at: Ints

    def __len__(self) -> int:
        return len(self.lead_id)


def leads(dice: Dice, size: int, first: int, last: int) -> Leads:
    """All leads created on the days from `first` to `last`."""
    forms, sent_at, visitor = _forms(dice, size, first - 1, last)  # a form may be sent after midnight
    calls, called_at = _by_hand(dice, size, first, last)
    made = together((forms, calls))
    created_at = np.concatenate((sent_at, called_at))
    visitor = np.concatenate((visitor, np.zeros(len(calls), np.uint64)))
    within = np.nonzero((created_at >= first * DAY) & (created_at < (last + 1) * DAY))[0]
    order = within[np.lexsort((made.key[within], created_at[within]))]
    return _futures(dice, made.where(order), created_at[order], visitor[order])


def numbered(moments: Ints) -> list[str]:
    """`261005-0012`: the day and the number within the day, of moments in order and of whole days."""
    days = moments // DAY
    starts = np.searchsorted(days, days, side="left")
    names = np.datetime_as_string(days.astype("datetime64[D]"))
    texts = zip(names, np.arange(len(days)) - starts + 1, strict=True)
    return [f"{name[2:4]}{name[5:7]}{name[8:10]}-{number:04d}" for name, number in texts]


def _forms(dice: Dice, size: int, first: int, last: int) -> tuple[Arrivals, Ints, Words]:
    people = enquirers(dice, size, first, last)
    spam = (part for day in range(first, last + 1) for part in robots(dice, size, day, only=Kind.FORM_SPAMMER))
    visits = together([*people, *spam])
    sent = visits.where(visits.purpose == LEAD)
    visitor = np.where(has_cookies(dice, sent), client_ids(dice, sent), np.uint64(0))
    return sent, behave(dice, sent).goal_at, visitor


def _by_hand(dice: Dice, size: int, first: int, last: int) -> tuple[Arrivals, Ints]:
    days = np.arange(first, last + 1, dtype=np.int64)
    parts = []
    for kind, rate in _BY_HAND.items():
        for people, day in many_days(kind, days, headcount(dice, size, kind, rate, days)):
            parts.append(arrivals(people, 0, day, first_lane(dice, kind, people, months_since_1970(day) % 12), LEAD))
    made = together(parts)
    return made, made.day * DAY + dice.draw("called", made.key, _WORKING)


def _futures(dice: Dice, made: Arrivals, created_at: Ints, visitor: Words) -> Leads:
    key, kind = made.key, made.kind
    robot = kind == Kind.FORM_SPAMMER
    spam = robot & dice.happens("spam is seen", key, 0.92)
    qualified = dice.happens("qualified", key, 0.64) & ~robot
    won = dice.happens("won", key, 0.43) & qualified
    decided_at = created_at + dice.draw("decision", key, _DECISION)
    days = np.where(won, dice.draw("winning", key, _WINNING), dice.draw("losing", key, _LOSING))
    closing = (decided_at // DAY + days) * DAY + dice.draw("closing", key, _WORKING)
    closed_at = np.where(qualified, np.maximum(closing, decided_at + _HOUR // 4), decided_at)
    recommended = dice.happens("recommended", key, 0.06) | (
        (kind == Kind.WALK_IN) & dice.happens("recommended by word", key, 0.2)
    )
    return Leads(
        lead_id=numbered(created_at),
        key=key,
        person=made.person,
        lane=made.lane,
        created_at=created_at,
        visitor=visitor,
        is_spam=spam,
        is_qualified=qualified,
        is_recommendation=recommended & ~robot,
        is_won=won,
        decided_at=decided_at,
        closed_at=closed_at,
    )
