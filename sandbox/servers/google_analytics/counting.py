"""Metrics by group: what is added up, what is counted without repetition, and rates of both."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.catalogue import METRICS, Metric
from sandbox.servers.google_analytics.grouping import Groups, Numbers

DISTINCT = frozenset(metric.distinct for metric in METRICS.values() if metric.distinct)


@dataclass(frozen=True)
class Grid:
    """A report before it is put in order: texts of each dimension, numbers of each metric, and users of each row."""

    dimensions: list[list[str]]
    metrics: list[Numbers]
    users: Numbers

    def __len__(self) -> int:
        return len(self.users)

    def take(self, places: npt.NDArray[np.int64]) -> "Grid":
        """Rows by their places."""
        chosen = places.tolist()
        texts = [[column[place] for place in chosen] for column in self.dimensions]
        return Grid(texts, [column[places] for column in self.metrics], self.users[places])


def counted(asked: Asked, facts: pa.Table, dimensions: list[str], money: float) -> Grid:
    """The facts grouped by the dimensions; amounts, in hundredths, times `money`."""
    groups = Groups(facts, dimensions)

    @cache
    def number(name: str) -> Numbers:
        if name not in facts.column_names:
            return np.zeros(groups.count)
        return groups.distinct(name) if name in DISTINCT else groups.total(name)

    def metric(one: Metric) -> Numbers:
        if one.parts:
            above, below = (_difference([metric(METRICS[name]) for name in part.split(" - ")]) for part in one.parts)
            return np.divide(above, below, out=np.zeros(groups.count), where=below > 0)
        values = number(one.sum or one.distinct or "")
        return values * money / 100 if one.type == "TYPE_CURRENCY" else values

    texts = [groups.texts(name) for name in dimensions]
    return Grid(texts, [metric(one) for one in asked.metrics], number("client_id"))


def _difference(values: list[Numbers]) -> Numbers:
    return values[0] - values[1] if len(values) > 1 else values[0]
