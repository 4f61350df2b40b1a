"""Arrays that stand beside `goalsID`: the number of the reach, and what it is worth."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.behaviour import PURCHASE_GOAL
from sandbox.servers.yandex_metrica.visits.purchases import place_of

THOUSANDTHS = 1000
CURRENCY = "RUB"


def _serial_numbers(day: Any, _: Any) -> pa.Array:
    """From 1, of the same goal within the visit."""
    lists = day.visits.column("goals_id").combine_chunks()
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    goals = pc.list_flatten(lists).to_numpy(zero_copy_only=False)
    order = np.lexsort((np.arange(len(goals)), goals, parents))
    same = np.zeros(len(goals), dtype=bool)
    same[1:] = (parents[order][1:] == parents[order][:-1]) & (goals[order][1:] == goals[order][:-1])
    place = np.arange(len(goals))
    starts = np.maximum.accumulate(np.where(same, 0, place))
    numbers = np.empty(len(goals), dtype=np.int64)
    numbers[order] = place - starts + 1
    return _beside(lists, pa.array(numbers))


def kopecks(day: Any) -> pa.Array:
    """What each reach is worth, flat: the order of a purchase, the price that the counter gives to another goal."""
    lists = day.visits.column("goals_id").combine_chunks()
    goals = pc.list_flatten(lists)
    prices = day.prices or {0: 0}
    listed = pa.array([value * 100 for value in prices.values()], pa.int64())
    fixed = pc.fill_null(listed.take(pc.index_in(goals, pa.array(list(prices), goals.type))), 0)
    return pc.if_else(_is_purchase(goals), _ordered(day, lists, "revenue", 0), fixed)


def _prices(day: Any, dialect: Any) -> pa.Array:
    lists = day.visits.column("goals_id").combine_chunks()
    scale = THOUSANDTHS if dialect.scaled_money else 1
    return _beside(lists, pc.divide(pc.multiply(kopecks(day), scale), 100))


def _orders(day: Any, _: Any) -> pa.Array:
    lists = day.visits.column("goals_id").combine_chunks()
    is_purchase = _is_purchase(pc.list_flatten(lists))
    return _beside(lists, pc.if_else(is_purchase, _ordered(day, lists, "order_id", ""), ""))


def _currencies(day: Any, _: Any) -> pa.Array:
    lists = day.visits.column("goals_id").combine_chunks()
    return _beside(lists, pc.if_else(pc.greater(kopecks(day), 0), CURRENCY, ""))


def _is_purchase(goals: pa.Array) -> pa.Array:
    return pc.equal(goals, pa.scalar(PURCHASE_GOAL, pa.uint32()))


def _ordered(day: Any, lists: pa.Array, column: str, missing: object) -> pa.Array:
    """A column of the checkout of each reach's visit."""
    place = place_of(day).take(pc.list_parent_indices(lists))
    return pc.fill_null(day.checkouts.column(column).combine_chunks().take(place), missing)


def _beside(lists: pa.Array, values: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


GOALS: dict[str, Callable[[Any, Any], pa.Array]] = {
    "goalsSerialNumber": _serial_numbers,
    "goalsPrice": _prices,
    "goalsOrder": _orders,
    "goalsCurrency": _currencies,
}
