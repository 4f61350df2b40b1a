"""Orders before they are paid: purchases at a visit, and won leads."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandbox.company.arrivals import PURCHASE, Arrivals, together
from sandbox.company.behaviour import behave
from sandbox.company.calendar import DAY
from sandbox.company.draws import Choice, Dice, Flags, Ints, Words
from sandbox.company.identity import client_ids, has_cookies
from sandbox.company.leads import LONGEST_DEAL, leads
from sandbox.company.shoppers import shoppers

RETAIL, GIFTS, HORECA = "розница", "подарки", "хорека"
SEGMENTS = (RETAIL, GIFTS, HORECA)
_FROM_SITE = Choice((88, 12, 0))
FROM_LEAD = Choice((45, 30, 25))
_VISITOR_KNOWN, _VISITOR_OF_LEAD_KNOWN = 0.87, 0.85


@dataclass(frozen=True)
class Deals:
    """One entry an order, in the order of `ordered_at`.

    `visitor` is 0 where the order doesn't know it, `lead_id` empty without a lead, `has_utm` whether the order names
    its source itself.
    """

    key: Words
    person: Words
    lane: Ints
    ordered_at: Ints
    visitor: Words
    has_utm: Flags
    lead_id: list[str]
    segment: Ints

    def __len__(self) -> int:
        return len(self.key)


def deals(dice: Dice, size: int, first: int, last: int) -> Deals:
    """All orders made on the days from `first` to `last`."""
    parts = [_bought(dice, size, first, last), _won(dice, size, first, last)]
    ordered_at = np.concatenate([part.ordered_at for part in parts])
    key = np.concatenate([part.key for part in parts])
    within = np.nonzero((ordered_at >= first * DAY) & (ordered_at < (last + 1) * DAY))[0]
    order = within[np.lexsort((key[within], ordered_at[within]))]
    lead_ids = [lead for part in parts for lead in part.lead_id]
    return Deals(
        key=key[order],
        person=np.concatenate([part.person for part in parts])[order],
        lane=np.concatenate([part.lane for part in parts])[order],
        ordered_at=ordered_at[order],
        visitor=np.concatenate([part.visitor for part in parts])[order],
        has_utm=np.concatenate([part.has_utm for part in parts])[order],
        lead_id=[lead_ids[place] for place in order],
        segment=np.concatenate([part.segment for part in parts])[order],
    )


def _bought(dice: Dice, size: int, first: int, last: int) -> Deals:
    """Purchases on the site. Some lose the visitor on the way to the CRM, and keep the UTM if there was one."""
    visits = together(_purchases(dice, size, first - 1, last))  # checked out after midnight
    key = visits.key
    known = has_cookies(dice, visits) & dice.happens("visitor known", key, _VISITOR_KNOWN)
    return Deals(
        key=key,
        person=visits.person,
        lane=visits.lane,
        ordered_at=behave(dice, visits).goal_at + 1,
        visitor=np.where(known, client_ids(dice, visits), np.uint64(0)),
        has_utm=~known,
        lead_id=[""] * len(visits),
        segment=dice.pick("segment", key, _FROM_SITE),
    )


def _purchases(dice: Dice, size: int, first: int, last: int) -> Iterator[Arrivals]:
    for visits in shoppers(dice, size, first, last, purchases_only=True):
        yield visits.where(visits.purpose == PURCHASE)


def _won(dice: Dice, size: int, first: int, last: int) -> Deals:
    """Orders of won leads, at the moment of winning."""
    made = leads(dice, size, first - LONGEST_DEAL, last)
    won = np.nonzero(made.is_won)[0]
    key = made.key[won]
    known = (made.visitor[won] > 0) & dice.happens("visitor of the lead known", key, _VISITOR_OF_LEAD_KNOWN)
    return Deals(
        key=key,
        person=made.person[won],
        lane=made.lane[won],
        ordered_at=made.closed_at[won],
        visitor=np.where(known, made.visitor[won], np.uint64(0)),
        has_utm=~known & dice.happens("source noted", key, 0.6),
        lead_id=[made.lead_id[place] for place in won],
        segment=dice.pick("segment", key, FROM_LEAD),
    )
