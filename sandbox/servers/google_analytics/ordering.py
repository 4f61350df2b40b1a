"""The order of a report's rows: what the request says, else the first metric from its largest value down.

Rows that the order leaves equal stand in another order at every request, as nothing promises one.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.counting import Grid
from sandbox.servers.google_analytics.refusals import invalid

_NUMERIC = 3
Ranks = npt.NDArray[np.float64]


def ordered(asked: Asked, grid: Grid, seed: int) -> Grid:
    """The rows in their order; equal ones by chance."""
    luck = np.random.default_rng(seed).permutation(len(grid)).astype(np.float64)
    keys = [_ranks(asked, grid, one) for one in asked.message.order_bys]
    if not keys and grid.metrics:
        keys = [-grid.metrics[0]]
    return grid.take(np.lexsort([luck, *reversed(keys)]))


def _ranks(asked: Asked, grid: Grid, order: Any) -> Ranks:
    sign = -1.0 if order.desc else 1.0
    if order.WhichOneof("one_order_by") == "metric":
        return sign * grid.metrics[_place(order.metric.metric_name, asked.metric_names)]
    texts = grid.dimensions[_place(order.dimension.dimension_name, asked.dimension_names)]
    if order.dimension.order_type == _NUMERIC:
        return sign * np.array([float(text) if text.replace(".", "").isdigit() else 0.0 for text in texts])
    place = {text: rank for rank, text in enumerate(sorted(set(texts)))}
    return sign * np.array([place[text] for text in texts], dtype=np.float64)


def _place(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise invalid(f"Field {name} in orderBys is not in the request's dimensions or metrics.")
    return names.index(name)
