"""What is in an order: its lines, in whole roubles net of VAT, so that any VAT comes out exact."""

from dataclasses import dataclass

import numpy as np

from sandbox.company.calendar import price_index
from sandbox.company.catalogue import Product, assortment
from sandbox.company.draws import Choice, Dice, Flags, Ints, Words

_LINES = Choice((46, 28, 16, 10))
_QUANTITY = Choice((80, 15, 5))
_DISCOUNT = Choice((55, 20, 15, 10))
_DISCOUNTS = np.array([0, 5, 10, 15])  # per cent
_NEW_MONTHS, _NEW_PULL = 6, 2  # a new product sells twice as well for half a year


@dataclass(frozen=True)
class Lines:
    """Order lines, an order's together and in order. `order` is the order's row, `product` a place in `products`."""

    products: list[Product]
    order: Ints
    line_no: Ints
    product: Ints
    quantity: Ints
    net: Ints
    cost: Ints

    def totals(self, orders: int) -> tuple[Ints, Ints]:
        """Net revenue and cost of each order."""
        net, cost = np.zeros(orders, np.int64), np.zeros(orders, np.int64)
        np.add.at(net, self.order, self.net)
        np.add.at(cost, self.order, self.cost)
        return net, cost


def baskets(dice: Dice, keys: Words, months: Ints, wholesale: Flags) -> Lines:
    """The lines of each order; wholesale orders take several times the quantity."""
    products = assortment(dice, int(months.max(initial=0)))
    count = dice.pick("lines", keys, _LINES) + 1
    order = np.repeat(np.arange(len(keys), dtype=np.int64), count)
    line_no = np.arange(len(order), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    line = dice.roll("line", keys[order]) + line_no.astype(np.uint64)
    product = _products(dice, line, months[order], products)
    quantity = dice.pick("quantity", line, _QUANTITY) + 1
    quantity = np.where(wholesale[order], quantity * dice.between("wholesale", line, 2, 5), quantity)
    index = price_index(months[order])
    price = np.array([item.price for item in products], dtype=np.int64)[product] * index // 1000
    share = np.array([item.cost_share for item in products], dtype=np.int64)[product]
    discount = _DISCOUNTS[dice.pick("discount", keys, _DISCOUNT)][order]
    net = np.maximum(price * quantity * (100 - discount) // 100, 1)
    return Lines(products, order, line_no + 1, product, quantity, net, price * share // 1000 * quantity)


def _products(dice: Dice, line: Words, months: Ints, products: list[Product]) -> Ints:
    if not len(line):
        return np.empty(0, np.int64)
    first = int(months.min())
    shelves = [[_pull(item, month) for item in products] for month in range(first, int(months.max()) + 1)]
    return dice.pick("product", line, Choice(*shelves), months - first)


def _pull(product: Product, month: int) -> int:
    if not product.is_sold(month):
        return 0
    return product.popularity * (_NEW_PULL if month - product.launched < _NEW_MONTHS else 1)
