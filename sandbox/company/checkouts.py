"""What the site tells its web counter about purchases: the same orders that the shop's own system holds."""

from datetime import date

import numpy as np
import pyarrow as pa

from sandbox.company.calendar import MOSCOW_SECONDS, number
from sandbox.company.company import Company
from sandbox.company.draws import Dice, Ints
from sandbox.company.orders import Orders, orders
from sandbox.company.visit_schema import MOMENT

TEXTS, AMOUNTS = pa.list_(pa.string()), pa.list_(pa.int64())
CHECKOUTS = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("order_id", pa.string()),
        ("ordered_at", MOMENT),  # UTC
        ("revenue", pa.int64()),  # kopecks with VAT, as are the prices
        ("tax", pa.int64()),  # kopecks
        ("coupon", pa.string()),
        ("skus", TEXTS),
        ("names", TEXTS),
        ("brands", TEXTS),
        ("groups", TEXTS),
        ("quantities", AMOUNTS),
        ("prices", AMOUNTS),
    ]
)
_CHUNK_DAYS = 32


class CountedCompany:
    """The company as its web counter sees it: visits, and the checkouts that they told of."""

    never_changes = True

    def __init__(self, company: Company) -> None:
        self._company = company
        self._chunks: dict[int, pa.Table] = {}

    def visits(self, day: date) -> pa.Table:
        """The visits that began on the day, in the schema VISITS."""
        return self._company.visits(day)

    def checkouts(self, day: date) -> pa.Table:
        """The orders of a chunk of days around the day, in the schema CHECKOUTS; one row for a visit that bought."""
        chunk = number(day) // _CHUNK_DAYS
        if chunk not in self._chunks:
            first = chunk * _CHUNK_DAYS  # a visit may check out after midnight
            made = orders(self._company.dice, self._company.size, first, first + _CHUNK_DAYS)
            self._chunks[chunk] = checkout_table(self._company.dice, made)
        return self._chunks[chunk]


def checkout_table(dice: Dice, made: Orders) -> pa.Table:
    """Of all orders, those made on the site; those of leads are made by telephone."""
    on_site = np.array([lead == "" for lead in made.deals.lead_id], dtype=bool)
    lines = made.lines
    ends = np.searchsorted(lines.order, np.arange(len(made) + 1))
    gross = lines.net * (100 + made.vat[lines.order])
    picked = lines.product

    def of_product(name: str) -> pa.Array:
        pool = pa.array([str(getattr(product, name)) for product in lines.products], pa.string())
        return _lists(ends, pool.take(pa.array(picked)))

    table = pa.table(
        [
            pa.array(dice.roll("visit id", made.deals.key)),
            pa.array(made.order_id, pa.string()),
            pa.array((made.deals.ordered_at - MOSCOW_SECONDS) * 1_000_000).cast(MOMENT),
            pa.array(made.gross),
            pa.array(made.net * made.vat),
            pa.array([""] * len(made), pa.string()),
            of_product("sku"),
            of_product("name"),
            of_product("brand"),
            of_product("group"),
            _lists(ends, pa.array(lines.quantity)),
            _lists(ends, pa.array(gross // lines.quantity)),
        ],
        schema=CHECKOUTS,
    )
    return table.filter(pa.array(on_site))


def _lists(ends: Ints, values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values)
