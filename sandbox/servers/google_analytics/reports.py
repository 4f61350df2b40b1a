"""`runReport`: one report, from the request to the answer."""

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.servers.google_analytics import messages
from sandbox.servers.google_analytics.asked import Asked, asked
from sandbox.servers.google_analytics.compatibility import demand_compatible
from sandbox.servers.google_analytics.counting import Grid, counted
from sandbox.servers.google_analytics.filters import mask
from sandbox.servers.google_analytics.flaws import Flaws, flawed
from sandbox.servers.google_analytics.frames import frame
from sandbox.servers.google_analytics.metadata import response_metadata
from sandbox.servers.google_analytics.money import rate
from sandbox.servers.google_analytics.ordering import ordered
from sandbox.servers.google_analytics.property import AnalyticsProperty
from sandbox.servers.google_analytics.store import Store

TOTAL, RESERVED_TOTAL = 1, "RESERVED_TOTAL"


class Reports:
    """Reports of a property at the moment that `clock` tells."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock, self._store = clock, Store(clock)
        self._numbers = itertools.count()

    def understood(self, owner: AnalyticsProperty, message: Any) -> Asked:
        """What is asked for. Raises `Refusal`."""
        wanted = asked(message, owner.custom, owner.today(self._clock()))
        dimensions = tuple(dict.fromkeys((*wanted.dimensions, *wanted.filtered)))
        demand_compatible(dimensions, wanted.metrics, owner.behaviour.disagrees)
        rate(owner.currency, message.currency_code)
        return wanted

    def report(self, owner: AnalyticsProperty, wanted: Asked) -> Any:
        """A `RunReportResponse`, without its quota."""
        grid, flaws = self._grid(owner, wanted)
        page = ordered(wanted, grid, next(self._numbers)).take(
            np.arange(len(grid))[wanted.offset : wanted.offset + wanted.limit]
            if wanted.offset < len(grid)
            else np.arange(0)
        )
        answer = messages.run_report(wanted, page, len(grid))
        if TOTAL in wanted.message.metric_aggregations and len(grid):
            names = [RESERVED_TOTAL] * len(wanted.dimensions)
            totals = Grid([[name] for name in names], self._totals(owner, wanted).metrics, np.zeros(1))
            messages.add_rows(answer.totals, wanted, totals)
        response_metadata(answer.metadata, owner, wanted, flaws, rows=len(grid))
        return answer

    def _grid(self, owner: AnalyticsProperty, wanted: Asked) -> tuple[Grid, Flaws]:
        if owner.behaviour.empty_reason:
            return Grid([[] for _ in wanted.dimensions], [np.zeros(0) for _ in wanted.metrics], np.zeros(0)), Flaws()
        names = [one.api_name for one in wanted.dimensions]
        grid = counted(wanted, self._facts(owner, wanted), names, rate(owner.currency, wanted.message.currency_code))
        grid, flaws = flawed(wanted, grid, owner.behaviour)
        return self._shown(wanted, grid), flaws

    def _facts(self, owner: AnalyticsProperty, wanted: Asked) -> pa.Table:
        return frame(
            wanted,
            lambda day: self._store.day(owner, day, in_totals=wanted.is_dimensionless),
            with_users=owner.behaviour.threshold_users > 0,
        )

    def _totals(self, owner: AnalyticsProperty, wanted: Asked) -> Grid:
        money = rate(owner.currency, wanted.message.currency_code)
        return counted(wanted, self._facts(owner, wanted), [], money)

    def _shown(self, wanted: Asked, grid: Grid) -> Grid:
        """Without empty rows, and by the filter of metrics."""
        if not len(grid):
            return grid
        shown = np.ones(len(grid), dtype=bool)
        if not wanted.message.keep_empty_rows and grid.metrics:
            shown = np.any(np.stack(grid.metrics) != 0, axis=0)
        by_name = {name: pa.array(values) for name, values in zip(wanted.metric_names, grid.metrics, strict=True)}
        through = mask(wanted.message.metric_filter, by_name.__getitem__, len(grid))
        return grid.take(np.flatnonzero(shown & np.asarray(through)))
