"""Arrays of purchases and of what was bought, by the old names and the new ones."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MILLIONTHS = 1_000_000
SHIPPING_KOPECKS = 35_000
FREE_FROM_KOPECKS = 300_000
Derive = Callable[[Any, Any], pa.Array]
Values = Callable[[pa.Table, Any], pa.Array]


def place_of(day: Any) -> pa.Array:
    """The row of each visit's checkout; NULL for visits that bought nothing."""
    bought = day.checkouts.column("visit_id").combine_chunks()
    return pc.index_in(day.visits.column("visit_id").combine_chunks(), bought)


def _once(values: Values) -> Derive:
    """An array of one for a visit that bought, of none for others."""

    def derive(day: Any, dialect: Any) -> pa.Array:
        place = place_of(day)
        ends = np.concatenate(([0], np.cumsum(pc.is_valid(place).to_numpy(zero_copy_only=False))))
        bought = values(day.checkouts, dialect).take(place.drop_null())
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), bought)

    return derive


def _items(values: Values) -> Derive:
    """An array with an entry a line of the order."""
    return lambda day, dialect: values(day.checkouts, dialect).take(place_of(day))


def _column(name: str) -> Values:
    return lambda checkouts, _: checkouts.column(name).combine_chunks()


def _roubles(name: str) -> Values:
    return lambda checkouts, _: pc.divide(checkouts.column(name).combine_chunks().cast(pa.float64()), 100.0)


def _scaled(kopecks: pa.Array, dialect: Any) -> pa.Array:
    """Roubles × 1 000 000, as whole numbers where they are."""
    return pc.divide(pc.multiply(kopecks.cast(pa.float64()), MILLIONTHS if dialect.scaled_money else 1), 100.0)


def _of_lines(change: Callable[[pa.Array], pa.Array], name: str) -> Values:
    def values(checkouts: pa.Table, _: Any) -> pa.Array:
        lists = checkouts.column(name).combine_chunks()
        return pa.ListArray.from_arrays(lists.offsets, change(lists.values))

    return values


def _prices(checkouts: pa.Table, dialect: Any) -> pa.Array:
    lists = checkouts.column("prices").combine_chunks()
    return pa.ListArray.from_arrays(lists.offsets, _scaled(lists.values, dialect))


def _shipping(checkouts: pa.Table, _: Any) -> pa.Array:
    dear = pc.greater_equal(checkouts.column("revenue").combine_chunks(), FREE_FROM_KOPECKS)
    return pc.if_else(dear, 0.0, SHIPPING_KOPECKS / 100)


def _quantity(checkouts: pa.Table, _: Any) -> pa.Array:
    """Pieces of an order."""
    lists = checkouts.column("quantities").combine_chunks()
    totals = np.zeros(len(lists), dtype=np.int64)
    np.add.at(totals, pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists).to_numpy())
    return pa.array(totals)


def _constant(value: str) -> Values:
    return lambda checkouts, _: pa.repeat(value, checkouts.num_rows)


def _beside_lines(name: str) -> Values:
    """A value of the order, repeated for each of its lines."""

    def values(checkouts: pa.Table, _: Any) -> pa.Array:
        lists = checkouts.column("skus").combine_chunks()
        of_order = checkouts.column(name).combine_chunks()
        return pa.ListArray.from_arrays(lists.offsets, of_order.take(pc.list_parent_indices(lists)))

    return values


def _places(checkouts: pa.Table, _: Any) -> pa.Array:
    lists = checkouts.column("skus").combine_chunks()
    starts = lists.offsets.to_numpy()[:-1][pc.list_parent_indices(lists).to_numpy()]
    return pa.ListArray.from_arrays(lists.offsets, pa.array(np.arange(len(starts)) - starts + 1))


_ITEMS: dict[str, Values] = {
    "PurchaseID": _beside_lines("order_id"),
    "ID": _column("skus"),
    "Name": _column("names"),
    "Brand": _column("brands"),
    "Category": _column("groups"),
    "Category1": _column("groups"),
    "Currency": _of_lines(lambda lines: pa.repeat("RUB", len(lines)), "skus"),
    "Coupon": _beside_lines("coupon"),
    **{name: _of_lines(lambda lines: pa.repeat("", len(lines)), "skus") for name in (
        "Category2", "Category3", "Category4", "Category5", "Variant", "List", "Discount")},
    "Position": _places,
    "Price": _prices,
    "Quantity": _column("quantities"),
    "EventTime": _beside_lines("ordered_at"),
}  # fmt: skip


def _renamed(name: str) -> str:
    """What the field is called since 2025-10-15, but for its prefix."""
    return name.replace("Category", "CategoryLevel") if name[-1].isdigit() else name


PURCHASES: dict[str, Derive] = {
    "purchaseID": _once(_column("order_id")),
    "purchaseDateTime": _once(_column("ordered_at")),
    "purchaseAffiliation": _once(_constant("samovar.example")),
    "purchaseRevenue": _once(_roubles("revenue")),
    "purchaseTax": _once(lambda checkouts, dialect: _scaled(checkouts.column("tax").combine_chunks(), dialect)),
    "purchaseShipping": _once(_shipping),
    "purchaseCoupon": _once(_column("coupon")),
    "purchaseCurrency": _once(_constant("RUB")),
    "purchaseProductQuantity": _once(_quantity),
    **{f"products{name}": _items(values) for name, values in _ITEMS.items()},
    **{f"purchasedProduct{_renamed(name)}": _items(values) for name, values in _ITEMS.items()},
}
