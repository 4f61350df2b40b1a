"""A report: what is asked for, and the stream of whole days that it becomes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyarrow as pa

from connectors.common.stream import Stream, Totals
from connectors.google_analytics.catalogue.dimensions import Scope, column_of
from connectors.google_analytics.catalogue.metrics import Metric, metric
from connectors.google_analytics.settings import GoogleAnalyticsSettings

Grain = Literal["day", "periods"]
MOST_DIMENSIONS, MOST_METRICS, MOST_RANGES = 9, 10, 4
TOTALS = "daily_totals"
CONSTANT = ("time_zone", "currency", "report_version")
PERIOD_COLUMNS = (
    pa.field("period_grain", pa.string()),  # day, week, month, quarter
    pa.field("period", pa.string()),  # 2026-10-05, 2026-W41, 2026-10, 2026-Q4
    pa.field("period_start", pa.date32()),
)


@dataclass(frozen=True)
class ReportSpec:
    """A report of the API, by API names. Another `version` means that its numbers mean something else.

    Grain of `day`: a row per date and values of the dimensions. Grain of `periods`: a row per date, period and values;
    its numbers are those of the period from its start up to and including the date.
    `filter`: a dimension must have one of these values. `adding_up`: metrics whose sum over a day's rows is the
    day's total in `daily_totals`. `overlapping`: metrics of which one visit counts in several rows.
    `renamed`: names that the configuration still calls by their old ones.
    """

    name: str
    scope: Scope
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    version: str = "1"
    grain: Grain = "day"
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settles_after: int = 3
    adding_up: tuple[str, ...] = ()
    overlapping: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_metrics(self) -> tuple[Metric, ...]:
        """With what is known of each."""
        return tuple(found for name in self.metrics if (found := metric(name)))

    @property
    def has_money(self) -> bool:
        """Then the last column is the currency."""
        return any(each.kind == "money" for each in self.known_metrics)

    @cached_property
    def schema(self) -> pa.Schema:
        """Columns in their order: the day, the period, dimensions, metrics, the currency of the money."""
        return pa.schema(
            [
                pa.field("date", pa.date32()),  # the property's own day
                *(PERIOD_COLUMNS if self.grain == "periods" else ()),
                *(pa.field(column_of(name), pa.string()) for name in self.dimensions),
                *(pa.field(column_of(each.name), each.type) for each in self.known_metrics),
                *([pa.field("currency", pa.string())] if self.has_money else []),
            ]
        )

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that are unique within a day."""
        period = ("period_grain",) if self.grain == "periods" else ()
        return (*period, *map(column_of, self.dimensions)) or ("date",)

    @property
    def fingerprint(self) -> str:
        """Another one for each combination of fields that the API is asked for."""
        asked = [self.dimensions, self.metrics, sorted(self.filter.items()), self.grain]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]

    def stream(self, settings: GoogleAnalyticsSettings) -> Stream:
        """As the lake takes it, with the tolerances and the refreshing of this property."""
        summed = [each for each in self.known_metrics if self.grain == "day" and each.name not in self.overlapping]
        return Stream(
            self.schema,
            self.key,
            measures=tuple(column_of(each.name) for each in summed),
            money=tuple(column_of(each.name) for each in summed if each.kind == "money"),
            refresh=settings.refresh,
            settles_after=self.settles_after,
            totals=self._totals(settings),
            constant=CONSTANT,
            counted_by=next((column_of(each.name) for each in summed if each.kind in ("count", "number")), None),
        )

    def _totals(self, settings: GoogleAnalyticsSettings) -> Totals | None:
        if not self.adding_up or TOTALS not in settings.streams:
            return None
        adding_up = [each for each in self.known_metrics if each.name in self.adding_up]
        return Totals(
            TOTALS,
            {
                column_of(each.name): (
                    settings.reconcile_tolerance if each.additivity == "nearly" else settings.exact_tolerance
                )
                for each in adding_up
            },
        )
