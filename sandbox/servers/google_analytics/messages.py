"""Answers as protobuf messages, built from the raw classes: the wrappers are ten times as slow for a large page."""

from collections.abc import Callable
from typing import Any

from google.analytics import data_v1beta as ga

from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.catalogue import Metric
from sandbox.servers.google_analytics.counting import Grid
from sandbox.servers.google_analytics.grouping import Numbers

Report = ga.RunReportResponse.pb()
Batch = ga.BatchRunReportsResponse.pb()
Metadata = ga.Metadata.pb()
Compatibility = ga.CheckCompatibilityResponse.pb()
_ROW, _DIMENSION_VALUE, _METRIC_VALUE = ga.Row.pb(), ga.DimensionValue.pb(), ga.MetricValue.pb()


def run_report(asked: Asked, page: Grid, row_count: int) -> Any:
    """A page of a report that has `row_count` rows in all."""
    answer = Report(kind="analyticsData#runReport", row_count=row_count)
    for name in asked.dimension_names:
        answer.dimension_headers.add(name=name)
    for name, metric in zip(asked.metric_names, asked.metrics, strict=True):
        answer.metric_headers.add(name=name, type_=metric_type(metric))
    add_rows(answer.rows, asked, page)
    return answer


def metric_type(metric: Metric) -> int:
    """The number of the metric's type."""
    return int(getattr(ga.MetricType, metric.type))


def add_rows(rows: Any, asked: Asked, page: Grid) -> None:
    """All values are texts."""
    texts = [_TEXT[metric.type](values) for metric, values in zip(asked.metrics, page.metrics, strict=True)]
    dimensions: Any = zip(*page.dimensions, strict=True) if page.dimensions else ((),) * len(page)
    metrics: Any = zip(*texts, strict=True) if texts else ((),) * len(page)
    rows.extend(
        _ROW(
            dimension_values=[_DIMENSION_VALUE(value=text) for text in names],
            metric_values=[_METRIC_VALUE(value=text) for text in numbers],
        )
        for names, numbers in zip(dimensions, metrics, strict=True)
    )


def _whole(values: Numbers) -> list[str]:
    return [str(round(value)) for value in values.tolist()]


def _decimal(values: Numbers) -> list[str]:
    """Up to six places, and none that are zero."""
    return [f"{value:.6f}".rstrip("0").rstrip(".") for value in values.tolist()]


_TEXT: dict[str, Callable[[Numbers], list[str]]] = {
    "TYPE_INTEGER": _whole,
    "TYPE_FLOAT": _decimal,
    "TYPE_SECONDS": _decimal,
    "TYPE_CURRENCY": _decimal,
}
