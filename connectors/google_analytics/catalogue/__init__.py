"""Which reports a property can be asked for, and what each of their numbers may be used for."""

from collections.abc import Mapping

from connectors.google_analytics.catalogue.own import own_report
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.catalogue.standard import STANDARD
from connectors.google_analytics.settings import GoogleAnalyticsSettings

__all__ = ["STANDARD", "ReportSpec", "reports_of"]


def reports_of(settings: GoogleAnalyticsSettings, *, where: str) -> Mapping[str, ReportSpec]:
    """The chosen standard reports and the company's own, by name. Raises `BadInput` for one that can't be."""
    own = {name: own_report(name, report, where=where) for name, report in settings.own_reports.items()}
    return {name: STANDARD[name] for name in settings.streams} | own
