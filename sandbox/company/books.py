"""What the company's systems know on a day: nothing of the future stands in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from sandbox.company.calendar import DAY, business_day, number
from sandbox.company.draws import Flags, Ints
from sandbox.company.leads import Leads
from sandbox.company.orders import Orders, Refunds

WEB_DAYS = 120
MONTHS = 25
PENDING, PAID, CANCELLED, REFUNDED = range(4)
STATUSES = ("pending", "paid", "cancelled", "refunded")
NEW, IN_WORK, WON, LOST, SPAM = range(5)


@dataclass(frozen=True)
class Span:
    """What is delivered on a day: all before its midnight in Moscow, from the first day of the 24th month before."""

    today: date

    @classmethod
    def at(cls, now: datetime) -> "Span":
        """The span of a moment; a moment without an offset is UTC."""
        return cls(business_day(now))

    @property
    def first_month(self) -> date:
        """The first day of the month 24 months before this one."""
        months = self.today.year * 12 + self.today.month - MONTHS
        return date(months // 12, months % 12 + 1, 1)

    @property
    def first(self) -> int:
        """The first day, as a number."""
        return number(self.first_month)

    @property
    def last(self) -> int:
        """Yesterday, as a number."""
        return number(self.today) - 1

    @property
    def until(self) -> int:
        """The second, on Moscow's clock, that is not delivered any more."""
        return number(self.today) * DAY

    @property
    def first_web_day(self) -> date:
        """The first of the last 120 days."""
        return self.today - timedelta(days=WEB_DAYS)


@dataclass(frozen=True)
class OrderBook:
    """Orders as they stand: `status` is a number in STATUSES, `paid_at` 0 where not paid yet."""

    orders: Orders
    status: Ints
    paid_at: Ints
    updated_at: Ints
    refunds: Refunds


@dataclass(frozen=True)
class LeadBook:
    """Leads as they stand. `is_decided`: somebody has looked whether the lead is a good one."""

    leads: Leads
    stage: Ints
    is_decided: Flags
    closed_at: Ints
    updated_at: Ints


def order_book(orders: Orders, until: int) -> OrderBook:
    """The orders, all made before `until`, with what has happened to them before it."""
    paid_at = _before(orders.paid_at, until)
    cancelled_at = _before(orders.cancelled_at, until)
    happened = orders.refunds.at < until
    refunds = Refunds(*(value[happened] for value in vars(orders.refunds).values()))
    refunded, last_refund = np.zeros(len(orders), np.int64), np.zeros(len(orders), np.int64)
    np.add.at(refunded, refunds.order, refunds.net)
    np.maximum.at(last_refund, refunds.order, refunds.at)
    whole = (refunded > 0) & (refunded == orders.net)
    status = np.select([whole, cancelled_at > 0, paid_at > 0], [REFUNDED, CANCELLED, PAID], PENDING)
    updated_at = np.maximum.reduce([orders.deals.ordered_at, paid_at, cancelled_at, last_refund])
    return OrderBook(orders, status, paid_at, updated_at, refunds)


def lead_book(leads: Leads, until: int) -> LeadBook:
    """The leads, all created before `until`, with what has happened to them before it."""
    decided, closed = leads.decided_at < until, leads.closed_at < until
    stage = np.select([closed & leads.is_spam, closed & leads.is_won, closed, decided], [SPAM, WON, LOST, IN_WORK], NEW)
    closed_at = _before(leads.closed_at, until)
    updated_at = np.maximum.reduce([leads.created_at, _before(leads.decided_at, until), closed_at])
    return LeadBook(leads, stage, decided, closed_at, updated_at)


def _before(moments: Ints, until: int) -> Ints:
    return np.where(moments < until, moments, 0)
