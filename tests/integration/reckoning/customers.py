"""Customers: who is active at a month's end, and what became of those who first bought in a month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from reckoning.periods import last_day, month_of, months, months_between, months_later
from reckoning.sales import Sale

ACTIVE_MONTHS, REPEAT_DAYS = 12, 365


@dataclass
class Month:
    """Customers and orders as of the month's end."""

    active: set[str] = field(default_factory=set)
    active_at_start: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    returning: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    orders: int = 0
    revenue: Decimal = Decimal(0)
    orders_of_window: int = 0
    buyers: int = 0
    repeat_buyers: int = 0


def customers_by_month(sales: list[Sale], today: date) -> dict[date, Month]:
    """A customer is active with a net order within twelve months before the month's end; an open month ends today,
    and one of which no day is over isn't there yet.

    New is who had not been active on any day before the month; who had been is returning.
    """
    found: dict[date, Month] = {}
    before = set[str]()
    for month in months(sales[0].day, today - timedelta(days=1)):
        ever = {sale.order.customer for sale in sales if sale.day < month and sale.is_net(sale.day)}
        found[month] = reckoned = _month(sales, month, min(last_day(month), today))
        reckoned.active_at_start = before
        reckoned.new = reckoned.active - ever
        reckoned.returning = reckoned.active - before - reckoned.new
        reckoned.lost = before - reckoned.active
        before = reckoned.active
    return found


def active_on(sales: list[Sale], day: date) -> set[str]:
    """Customers with a net order within twelve months before the day's end."""
    return {sale.order.customer for sale in _window(sales, day)}


def _window(sales: list[Sale], day: date) -> list[Sale]:
    return [sale for sale in sales if sale.is_net(day) and months_later(sale.day, ACTIVE_MONTHS) > day]


def _month(sales: list[Sale], month: date, end: date) -> Month:
    net = [sale for sale in sales if sale.is_net(end)]
    window = _window(sales, end)
    repeats: dict[str, int] = defaultdict(int)
    for sale in net:
        if sale.day > end - timedelta(days=REPEAT_DAYS):
            repeats[sale.order.customer] += 1
    return Month(
        active={sale.order.customer for sale in window},
        orders=sum(month_of(sale.day) == month for sale in net),
        revenue=cash(sales, month, end),
        orders_of_window=len(window),
        buyers=len(repeats),
        repeat_buyers=sum(count > 1 for count in repeats.values()),
    )


def cash(sales: list[Sale], first: date, last: date) -> Decimal:
    """Sales of the days less the refunds of the same days, whenever the refunded order was."""
    sold = (sale.revenue for sale in sales if first <= sale.day <= last)
    returned = (refund.revenue for sale in sales for refund in sale.refunds if first <= refund.day <= last)
    return sum(sold, Decimal(0)) - sum(returned, Decimal(0))


@dataclass
class Cell:
    """A cohort in one month. A refund counts in the month of its order."""

    customers: set[str] = field(default_factory=set)
    orders: int = 0
    revenue: Decimal = Decimal(0)
    profit: Decimal = Decimal(0)


def cohorts(sales: list[Sale], today: date) -> dict[tuple[date, int], Cell]:
    """By month of the first net order, as known today; a cell for every month since."""
    first: dict[str, date] = {}
    for sale in sales:
        if sale.is_net(today):
            first.setdefault(sale.order.customer, month_of(sale.day))
    latest_month = month_of(today - timedelta(days=1))
    since = {month: months_between(month, latest_month) for month in first.values()}
    cells = {(month, later): Cell() for month, latest in since.items() for later in range(latest + 1)}
    for sale in sales:
        month = first.get(sale.order.customer)
        later = months_between(month, month_of(sale.day)) if month else -1
        if month and later >= 0:
            cell = cells[month, later]
            cell.revenue += sale.revenue_left
            cell.profit += sale.profit_left
            if sale.is_net(today):
                cell.customers.add(sale.order.customer)
                cell.orders += 1
    return cells


def first_net_orders(sales: list[Sale], today: date) -> set[str]:
    """The orders that won a customer."""
    first: dict[str, str] = {}
    for sale in sales:
        if sale.is_net(today):
            first.setdefault(sale.order.customer, sale.order.id)
    return set(first.values())
