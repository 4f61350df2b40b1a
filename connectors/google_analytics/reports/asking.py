"""What the API is sent for a report of a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.periods import Period, periods

RANGE = "dateRange"  # a dimension that the API adds by itself where several ranges are asked for


def fields(report: ReportSpec) -> dict[str, Any]:
    """Its dimensions, metrics and filter: what can be asked whether it is compatible."""
    asked: dict[str, Any] = {
        "dimensions": [{"name": name} for name in report.dimensions],
        "metrics": [{"name": name} for name in report.metrics],
    }
    if report.filter:
        conditions = [_condition(name, values) for name, values in report.filter.items()]
        asked["dimension_filter"] = (
            conditions[0] if len(conditions) == 1 else {"and_group": {"expressions": conditions}}
        )
    return asked


def request(
    report: ReportSpec,
    day: date,
    *,
    limit: int,
    offset: int = 0,
    currency: str | None,
    period: Period | None = None,
) -> dict[str, Any]:
    """A page of it, of all periods or of one. Rows come in an order: the API's own moves rows between pages.

    The order is total where one range is asked for: of several, the API's own dimension can't be ordered by.
    """
    return {
        **fields(report),
        "date_ranges": _ranges(report, day, period),
        "order_bys": [{"dimension": {"dimension_name": name}} for name in report.dimensions],
        "limit": limit,
        "offset": offset,
        "keep_empty_rows": False,
        **({"currency_code": currency} if currency and report.has_money else {}),
    }


def _ranges(report: ReportSpec, day: date, only: Period | None) -> list[dict[str, str]]:
    if report.grain == "day":
        return [{"start_date": day.isoformat(), "end_date": day.isoformat()}]
    return [
        {"name": period.grain, "start_date": period.start.isoformat(), "end_date": period.end.isoformat()}
        for period in ([only] if only else periods(day))
    ]


def _condition(name: str, values: tuple[str, ...]) -> Mapping[str, Any]:
    if len(values) == 1:
        return {"filter": {"field_name": name, "string_filter": {"value": values[0], "case_sensitive": True}}}
    return {"filter": {"field_name": name, "in_list_filter": {"values": list(values), "case_sensitive": True}}}
