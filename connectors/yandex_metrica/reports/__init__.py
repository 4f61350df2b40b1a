"""Metrica's own reports as streams of whole days: what the logs are compared with, and what they don't tell."""

from connectors.yandex_metrica.reports.export import ReportExport
from connectors.yandex_metrica.reports.kinds import REPORTS, ReportKind
from connectors.yandex_metrica.reports.schema import GOAL_REPORT, TRAFFIC_REPORT

__all__ = ["GOAL_REPORT", "REPORTS", "TRAFFIC_REPORT", "ReportExport", "ReportKind"]
