"""Orders with their whole future: paid or cancelled, refunded in part or in full, the goods returned or not."""

from dataclasses import dataclass

import numpy as np

from sandbox.company.baskets import Lines, baskets
from sandbox.company.calendar import DAY, months_since_1970
from sandbox.company.deals import FROM_LEAD, HORECA, SEGMENTS, Deals, deals
from sandbox.company.draws import Choice, Curve, Dice, Flags, Ints, Words, odds
from sandbox.company.leads import numbered
from sandbox.company.money import vat_per_cent

_ONLINE, _ON_DELIVERY, _INVOICE = range(3)
_PAYMENT = Choice((62, 30, 8))
_CANCELLED = np.array([odds(share) for share in (0.03, 0.11, 0.14)], dtype=np.uint64)
_HOUR = 3600
_PAID_AFTER = Curve(
    (40, 60, 80, 100, 130, 170, 230, 360, 1500),
    tuple(round(days * DAY) for days in (0.8, 1.1, 1.6, 2.1, 2.7, 3.2, 4, 5, 7)),
    tuple(round(days * DAY) for days in (1, 2, 3, 4, 5.5, 7, 9, 11, 14)),
)
_CANCELLED_AFTER = Curve(
    tuple(round(days * DAY) for days in (0.1, 0.4, 0.8, 1, 1, 1, 1, 1, 1.1)),
    tuple(round(days * DAY) for days in (0.2, 0.5, 1, 2, 3, 4, 5, 6, 8)),
    tuple(round(days * DAY) for days in (3, 7, 9, 10, 10, 10, 12, 14, 20)),
)
_REFUNDED, _IN_FULL, _REST_TOO, _GOODS_BACK = 0.05, 0.55, 0.2, 0.75
_REFUND_DAYS = Curve((1, 3, 5, 7, 9, 12, 16, 30, 170))


@dataclass(frozen=True)
class Refunds:
    """One entry a refund. `order` is the order's row; `cost` is -1 where the goods did not come back."""

    order: Ints
    number: Ints
    at: Ints
    net: Ints
    cost: Ints


@dataclass(frozen=True)
class Orders:
    """One entry an order. Money in whole roubles net of VAT, `vat` in per cent; moments as in deals, 0 for never."""

    order_id: list[str]
    deals: Deals
    net: Ints
    cost: Ints
    vat: Ints
    paid_at: Ints
    cancelled_at: Ints
    lines: Lines
    refunds: Refunds

    def __len__(self) -> int:
        return len(self.order_id)

    @property
    def gross(self) -> Ints:
        """With VAT, in kopecks."""
        return self.net * (100 + self.vat)


def orders(dice: Dice, size: int, first: int, last: int) -> Orders:
    """All orders made on the days from `first` to `last`; numbers and contents don't depend on the range."""
    made = deals(dice, size, first, last)
    months = months_since_1970(made.ordered_at // DAY)
    lines = baskets(dice, made.key, months, made.segment == SEGMENTS.index(HORECA))
    net, cost = lines.totals(len(made))
    paid_at, cancelled_at = _settled(dice, made)
    return Orders(
        order_id=numbered(made.ordered_at),
        deals=made,
        net=net,
        cost=cost,
        vat=vat_per_cent(made.ordered_at // DAY),
        paid_at=paid_at,
        cancelled_at=cancelled_at,
        lines=lines,
        refunds=_refunds(dice, made, paid_at, net, cost),
    )


def _settled(dice: Dice, made: Deals) -> tuple[Ints, Ints]:
    method = dice.pick("payment", made.key, _PAYMENT)
    cancelled = dice.happens("cancelled", made.key, _CANCELLED[method])
    paid = made.ordered_at + dice.draw("paid after", made.key, _PAID_AFTER, method)
    dropped = made.ordered_at + dice.draw("cancelled after", made.key, _CANCELLED_AFTER, method)
    return np.where(cancelled, 0, paid), np.where(cancelled, dropped, 0)


def _refunds(dice: Dice, made: Deals, paid_at: Ints, net: Ints, cost: Ints) -> Refunds:
    """One refund in full or in part; after a part, sometimes the rest."""
    row = np.nonzero((paid_at > 0) & dice.happens("refunded", made.key, _REFUNDED))[0]
    key = made.key[row]
    full = dice.happens("in full", key, _IN_FULL)
    share = np.where(full, 100, dice.between("part", key, 15, 70))
    first_net = np.maximum(net[row] * share // 100, 1)
    first_at = paid_at[row] + dice.draw("refund days", key, _REFUND_DAYS) * DAY + dice.below("refund", key, 6 * _HOUR)
    back: Flags = dice.happens("goods back", key, _GOODS_BACK)
    first_cost = np.where(back, cost[row] * share // 100, -1)
    rest = ~full & (first_net < net[row]) & dice.happens("the rest too", key, _REST_TOO)
    rest_net = (net[row] - first_net)[rest]
    rest_at = (first_at + dice.between("rest days", key, 2, 25) * DAY)[rest]
    rest_cost = np.where(back[rest], (cost[row] - cost[row] * share // 100)[rest], -1)
    both = Refunds(
        order=np.concatenate((row, row[rest])),
        number=np.concatenate((np.ones(len(row), np.int64), np.full(int(rest.sum()), 2))),
        at=np.concatenate((first_at, rest_at)),
        net=np.concatenate((first_net, rest_net)),
        cost=np.concatenate((first_cost, rest_cost)),
    )
    order = np.lexsort((both.number, both.order, both.at))
    return Refunds(*(getattr(both, name)[order] for name in ("order", "number", "at", "net", "cost")))


def lead_amounts(dice: Dice, keys: Words, won_at: Ints) -> Ints:
    """Kopecks with VAT of the orders that won leads become."""
    days = won_at // DAY
    wholesale = dice.pick("segment", keys, FROM_LEAD) == SEGMENTS.index(HORECA)
    net, _ = baskets(dice, keys, months_since_1970(days), wholesale).totals(len(keys))
    return net * (100 + vat_per_cent(days))
