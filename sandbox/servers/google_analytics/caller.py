"""Reports as a client would ask for them, without a connection: for tests of what answers say."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from google.analytics import data_v1beta as ga

if TYPE_CHECKING:
    from sandbox.servers.google_analytics.server import AnalyticsServer

Days = tuple[date, date]


def ask(
    server: "AnalyticsServer", dimensions: Sequence[str], metrics: Sequence[str], *ranges: date | Days, **more: Any
) -> Any:
    """The raw `RunReportResponse` over days or ranges of days; `more` are further fields of the request."""
    spans = [one if isinstance(one, tuple) else (one, one) for one in ranges]
    return server.answer("runReport", report_request(server, dimensions, metrics, spans, **more))


def report_request(
    server: "AnalyticsServer", dimensions: Sequence[str], metrics: Sequence[str], spans: Sequence[Days], **more: Any
) -> Any:
    """The raw `RunReportRequest`."""
    request = ga.RunReportRequest(
        property=f"properties/{server.property.id}",
        dimensions=[{"name": name} for name in dimensions],
        metrics=[{"name": name} for name in metrics],
        date_ranges=[{"start_date": str(first), "end_date": str(last)} for first, last in spans],
        **more,
    )
    return ga.RunReportRequest.pb(request)


def rows(report: Any) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Numbers by the texts of the dimensions."""
    return {
        tuple(value.value for value in row.dimension_values): tuple(float(value.value) for value in row.metric_values)
        for row in report.rows
    }
