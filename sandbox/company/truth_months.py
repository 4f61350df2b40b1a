"""The company's true numbers by month; `truth` says what each column means."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa

from sandbox.company.books import PAID, REFUNDED, SPAM
from sandbox.company.calendar import DAY, day_of, months_since_1970, number
from sandbox.company.draws import Ints
from sandbox.company.money import exchange_rates, vat_per_cent
from sandbox.company.records import Records
from sandbox.company.spend import Cost

MONEY = pa.decimal128(18, 4)
_FOURTH = Decimal("0.0001")
MONTHS = pa.schema(
    [
        ("month", pa.date32()),
        ("orders", pa.int64()),
        ("net_orders", pa.int64()),
        ("leads", pa.int64()),
        ("spam_leads", pa.int64()),
        *((name, MONEY) for name in ("gross_revenue", "refunds", "net_revenue", "cost_of_goods", "gross_profit")),
        *((name, MONEY) for name in ("ad_cost", "marketing_cost")),
    ]
)


def month_table(records: Records) -> pa.Table:
    """A row a month, from the first of the span to this one."""
    first = int(months_since_1970(np.array([records.span.first]))[0])
    last = int(months_since_1970(np.array([number(records.span.today)]))[0])
    count = last - first + 1
    months = [records.span.first_month.replace(year=1970 + m // 12, month=m % 12 + 1) for m in range(first, last + 1)]
    sums = {**_sales(records, first, count), **_leads(records, first, count)}
    ad_cost, marketing_cost = _costs(records, months)
    columns = {"month": months, **sums, "ad_cost": ad_cost, "marketing_cost": marketing_cost}
    return pa.table([pa.array(columns[name], MONTHS.field(name).type) for name in MONTHS.names], schema=MONTHS)


def _sales(records: Records, first: int, count: int) -> dict[str, list[int] | list[Decimal]]:
    """Amounts are whole roubles here, so nothing has to be rounded."""
    book = records.orders
    orders, refunds = book.orders, book.refunds
    sold = np.nonzero((book.status == PAID) | (book.status == REFUNDED))[0]
    month = months_since_1970(book.paid_at[sold] // DAY) - first
    refund_month = months_since_1970(refunds.at // DAY) - first
    gross = _sums(month, orders.net[sold], count)
    refunded = _sums(refund_month, refunds.net, count)
    cost = _sums(month, orders.cost[sold], count) - _sums(refund_month, np.maximum(refunds.cost, 0), count)
    last_refund = np.zeros(len(orders), np.int64)
    np.maximum.at(last_refund, refunds.order, refunds.at)
    same_month = months_since_1970(last_refund[sold] // DAY) - first == month
    kept = ~((book.status[sold] == REFUNDED) & same_month)
    amounts = {
        "gross_revenue": gross,
        "refunds": refunded,
        "net_revenue": gross - refunded,
        "cost_of_goods": cost,
        "gross_profit": gross - refunded - cost,
    }
    return {
        "orders": _sums(month, np.ones(len(sold), np.int64), count).tolist(),
        "net_orders": _sums(month[kept], np.ones(int(kept.sum()), np.int64), count).tolist(),
        **{name: [Decimal(value) for value in values.tolist()] for name, values in amounts.items()},
    }


def _leads(records: Records, first: int, count: int) -> dict[str, list[int]]:
    book = records.leads
    month = months_since_1970(book.leads.created_at // DAY) - first
    spam = book.stage == SPAM
    return {
        "leads": _sums(month, np.ones(len(month), np.int64), count).tolist(),
        "spam_leads": _sums(month[spam], np.ones(int(spam.sum()), np.int64), count).tolist(),
    }


def _costs(records: Records, months: list[date]) -> tuple[list[Decimal], list[Decimal]]:
    media: dict[date, Decimal] = defaultdict(Decimal)
    whole: dict[date, Decimal] = defaultdict(Decimal)
    for cost in records.costs:
        for day, net in net_by_day(records, cost):
            whole[day.replace(day=1)] += net
            if cost.cost_type == "media":
                media[day.replace(day=1)] += net
    return [media[month] for month in months], [whole[month] for month in months]


def net_by_day(records: Records, cost: Cost) -> Iterator[tuple[date, Decimal]]:
    """The days of a cost with each one's part in roubles net of VAT, rounded half up at four decimals."""
    part = Decimal(cost.amount) / 100 / cost.days
    for day in range(cost.day, (cost.last or cost.day) + 1):
        one = np.array([day])
        net = part if cost.currency == "RUB" else part * int(exchange_rates(records.dice, cost.currency, one)[0]) / 100
        if cost.vat_included:
            net = net * 100 / (100 + int(vat_per_cent(one)[0]))
        yield day_of(day), net.quantize(_FOURTH, ROUND_HALF_UP)


def _sums(month: Ints, values: Ints, count: int) -> Ints:
    sums = np.zeros(count, np.int64)
    np.add.at(sums, month, values)
    return sums
