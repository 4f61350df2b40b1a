"""Both sides, as they lie in the lake."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from connectors.yandex_metrica import MetricaSettings
from pipelines.lake import Lake, Manifest
from pipelines.lake.manifest import read_manifest
from pipelines.reconciliation.logs import LogTotals, log_totals
from pipelines.reconciliation.reports import ReportTotals, report_totals

Loads = dict[date, Manifest]
# streams are pulled one after another, which may take hours
TOGETHER = timedelta(hours=12)


@dataclass(frozen=True)
class Sides:
    """The loads of the days, by stream, and what their rows add up to."""

    settings: MetricaSettings
    visits: Loads
    traffic_report: Loads
    goal_report: Loads
    logs: LogTotals
    traffic: ReportTotals
    goals: ReportTotals

    def lacking(self, column: str, field: str) -> set[date]:
        """Days whose logs don't have a column: loaded before it was asked for, or refused by the API."""
        refused = {day for day, load in self.visits.items() if f"ym:s:{field}" in words(load, "fields_refused")}
        return self.logs.without.get(column, set()) | refused

    def filter_robots(self, day: date) -> int | None:
        """The counter's setting when the report of the day was pulled."""
        value = self.traffic_report[day].details.get("filter_robots")
        return value if isinstance(value, int) else None

    @cached_property
    def unread(self) -> dict[date, int]:
        """Rows of the logs that couldn't be read. Their day isn't known: each may be of any day of its export."""
        refused: Counter[object] = Counter()
        for load in self.visits.values():
            refused[_export(load)] += load.quarantined
        return {day: refused[_export(load)] for day, load in self.visits.items()}

    def apart(self, day: date, report: Mapping[date, Manifest]) -> bool:
        """Were logs and report of a day loaded so long after one another that visits came in between?"""
        loaded = (datetime.fromisoformat(load.loaded_at) for load in (self.visits[day], report[day]))
        return abs(next(loaded) - next(loaded)) > TOGETHER


def read_sides(lake: Lake, source: str, settings: MetricaSettings, days: Sequence[date]) -> Sides:
    """Read what the lake has of these days; logs without a report aren't read at all."""
    visits, traffic, goals = (
        _loads(lake, source, stream, str(settings.counter_id), days)
        for stream in ("visits", "traffic_report", "goal_report")
    )
    return Sides(
        settings,
        visits,
        traffic,
        goals,
        log_totals(_files(lake, visits, traffic.keys() | goals.keys()), settings.currency),
        report_totals(
            _files(lake, traffic, visits.keys()), "traffic_source", ("visits", "visits_without_robots", "revenue")
        ),
        report_totals(_files(lake, goals, visits.keys()), "goal_id", ("reaches", "revenue"), "goal_name"),
    )


def _loads(lake: Lake, source: str, stream: str, account: str, days: Sequence[date]) -> Loads:
    loads = ((day, read_manifest(lake.day(source, stream, account, day).folder)) for day in days)
    return {day: load for day, load in loads if load is not None}


def _files(lake: Lake, loads: Mapping[date, Manifest], days: Set[date]) -> dict[date, Path]:
    return {day: lake.of(loads[day]).data for day in sorted(loads.keys() & days)}


def _export(load: Manifest) -> object:
    """What tells apart the exports that loads are of."""
    pulled_at = load.details.get("pulled_at")
    return (load.details.get("date_from"), pulled_at) if pulled_at else load.load_id


def words(load: Manifest, fact: str) -> list[str]:
    """A list among the facts of a load."""
    value = load.details.get(fact)
    return value if isinstance(value, list) else []
