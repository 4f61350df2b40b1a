"""Sales and refunds, each on its own day, and which orders are net at the end of a period."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reckoning.delivered import Delivered
from reckoning.money import Money
from reckoning.records import Order, Refund

SOLD = ("paid", "refunded")  # pending and cancelled orders are no sales


@dataclass(frozen=True)
class Returned:
    """A refund: `cost` is what the goods that came back had cost."""

    day: date
    revenue: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Sale:
    """An order on the day of its payment, else of the order itself; `void_from` is the day it was refunded in full."""

    order: Order
    day: date
    revenue: Decimal
    cost: Decimal
    refunds: tuple[Returned, ...]
    void_from: date | None

    def is_net(self, as_of: date) -> bool:
        """Paid by then, and not refunded in full."""
        return self.day <= as_of and (self.void_from is None or self.void_from > as_of)

    @property
    def revenue_left(self) -> Decimal:
        """After all refunds, whenever they were."""
        return self.revenue - sum((refund.revenue for refund in self.refunds), Decimal(0))

    @property
    def profit_left(self) -> Decimal:
        """The same of the gross profit; goods that didn't come back are lost."""
        return self.revenue_left - self.cost + sum((refund.cost for refund in self.refunds), Decimal(0))


def sales(delivered: Delivered, money: Money) -> list[Sale]:
    """All sales, the first ones first."""
    refunds: dict[str, list[Refund]] = defaultdict(list)
    for refund in sorted(delivered.refunds, key=lambda refund: refund.day):
        refunds[refund.order].append(refund)
    found = [_sale(order, refunds.pop(order.id, []), money) for order in delivered.orders if order.status in SOLD]
    assert not refunds, f"refunds of what was never sold: {sorted(refunds)[:5]}"
    return sorted(found, key=lambda sale: (sale.day, sale.order.ordered_at, sale.order.id))


def _sale(order: Order, refunds: list[Refund], money: Money) -> Sale:
    day = order.paid_on or order.ordered_on
    vat_rate = money.vat_on(day) if order.vat_rate is None else order.vat_rate

    def net(amount: Decimal | None, on: date) -> Decimal:
        return money.net(amount or Decimal(0), order.currency, on, order.vat_included, vat_rate)

    assert order.cost is not None, f"the demo company knows the cost of every order, {order.id} has none"
    return Sale(
        order,
        day,
        revenue=net(order.revenue, day),
        cost=net(order.cost, day),
        refunds=tuple(Returned(one.day, net(one.amount, one.day), net(one.cost, one.day)) for one in refunds),
        void_from=_void_from(order, refunds),
    )


def _void_from(order: Order, refunds: list[Refund]) -> date | None:
    left = order.revenue
    for refund in refunds:
        left -= refund.amount
        if left <= 0:
            return refund.day
    assert order.status != "refunded", f"order {order.id} is called refunded, and its refunds leave {left}"
    return None
