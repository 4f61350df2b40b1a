"""Checkouts of a source that doesn't know its orders: one for each visit that reached the purchase goal."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.company.behaviour import PURCHASE_GOAL
from sandbox.company.checkouts import CHECKOUTS
from sandbox.servers.yandex_metrica.hashing import below, words

_ROUBLE = 100


def invented_checkouts(visits: pa.Table) -> pa.Table:
    """In the schema `CHECKOUTS`; numbers and amounts follow from the visit's id."""
    goals = visits.column("goals_id").combine_chunks()
    parents, reached = pc.list_parent_indices(goals), pc.list_flatten(goals)
    is_purchase = pc.equal(reached, pa.scalar(PURCHASE_GOAL, pa.uint32()))
    moments = pc.list_flatten(visits.column("goals_date_time").combine_chunks()).filter(is_purchase)
    rows = parents.filter(is_purchase)
    first = pa.array(np.unique(rows.to_numpy(zero_copy_only=False), return_index=True)[1])
    rows, moments = rows.take(first), moments.take(first)
    visit = visits.column("visit_id").combine_chunks().take(rows)
    key = words(visit)
    price = (below(key, "price", 9_000) + 500) * _ROUBLE
    quantity = below(key, "quantity", 3) + 1
    revenue = price * quantity
    sku = pa.array((below(key, "sku", 36) + 1001).astype(str), pa.string())
    return pa.table(
        [
            visit,
            pc.binary_join_element_wise("W", visit.cast(pa.string()), "-"),
            moments,
            pa.array(revenue),
            pa.array(revenue * 22 // 122),
            pa.array([""] * len(key), pa.string()),
            _single(sku),
            _single(pc.binary_join_element_wise("№", sku, " ")),
            _single(pa.array(["Самовар и Ко"] * len(key), pa.string())),
            _single(pa.array(["Посуда"] * len(key), pa.string())),
            _single(pa.array(quantity)),
            _single(pa.array(price)),
        ],
        schema=CHECKOUTS,
    )


def _single(values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(np.arange(len(values) + 1), pa.int32()), values)
