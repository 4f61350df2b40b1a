"""The four methods: from a request's message to the answer's, whatever carries them."""

from typing import Any

from sandbox.servers.google_analytics import catalogue, messages, metadata
from sandbox.servers.google_analytics.asked import Asked, fields
from sandbox.servers.google_analytics.compatibility import clashing_metrics, missing_dimensions
from sandbox.servers.google_analytics.property import AnalyticsProperty
from sandbox.servers.google_analytics.quotas import Quotas, tokens
from sandbox.servers.google_analytics.refusals import invalid, no_access
from sandbox.servers.google_analytics.reports import Reports

MOST_REPORTS = 5
COMPATIBLE, INCOMPATIBLE = 1, 2
_METADATA_TOKENS = 1


class Methods:
    """Of one property; each raises `Refusal`."""

    def __init__(self, quotas: Quotas, reports: Reports) -> None:
        self._quotas, self._reports = quotas, reports

    def run_report(self, owner: AnalyticsProperty, message: Any) -> Any:
        """One report."""
        _demand_property(owner, message.property)
        return self._report(owner, self._reports.understood(owner, message))

    def batch_run_reports(self, owner: AnalyticsProperty, message: Any) -> Any:
        """Up to five reports; one that is wrong refuses all."""
        _demand_property(owner, message.property)
        if not 0 < len(message.requests) <= MOST_REPORTS:
            raise invalid(f"Batch requests are limited to {MOST_REPORTS} requests.")
        for one in message.requests:
            if one.property and one.property != message.property:
                raise invalid("The property of a request must be the batch's, or unspecified.")
        wanted = [self._reports.understood(owner, one) for one in message.requests]
        return messages.Batch(
            kind="analyticsData#batchRunReports", reports=[self._report(owner, one) for one in wanted]
        )

    def get_metadata(self, owner: AnalyticsProperty, message: Any) -> Any:
        """Dimensions and metrics; `properties/0/metadata` are those that all properties have."""
        if message.name != "properties/0/metadata":
            _demand_property(owner, message.name.removesuffix("/metadata"))
        self._quotas.spend(_METADATA_TOKENS, thresholded=False)
        return metadata.property_metadata(owner)

    def check_compatibility(self, owner: AnalyticsProperty, message: Any) -> Any:
        """Every dimension and metric, compatible or not with those asked for."""
        _demand_property(owner, message.property)
        dimensions, metrics = fields(message, owner.custom)
        self._quotas.spend(_METADATA_TOKENS, thresholded=False)
        answer = messages.Compatibility()
        known = [*catalogue.DIMENSIONS.values(), *(one for one in dimensions if one.is_custom)]
        for dimension in known:
            fits = not clashing_metrics([dimension], metrics)
            self._add(answer.dimension_compatibilities, message, fits, dimension, owner)
        for metric in catalogue.METRICS.values():
            asked = metric in metrics
            fits = not clashing_metrics(dimensions, [metric]) and not (
                asked and missing_dimensions(dimensions, [metric])
            )
            self._add(answer.metric_compatibilities, message, fits, metric, owner)
        return answer

    def _report(self, owner: AnalyticsProperty, wanted: Asked) -> Any:
        cost, thresholded = tokens(wanted), owner.behaviour.threshold_users > 0 and not wanted.is_dimensionless
        self._quotas.spend(cost, thresholded=thresholded)
        answer = self._reports.report(owner, wanted)
        if wanted.message.return_property_quota:
            self._quotas.tell(answer.property_quota, cost)
        return answer

    def _add(self, answer: Any, message: Any, fits: bool, field: Any, owner: AnalyticsProperty) -> None:
        verdict = COMPATIBLE if fits else INCOMPATIBLE
        if message.compatibility_filter not in (0, verdict):
            return
        entry = answer.add(compatibility=verdict)
        if isinstance(field, catalogue.Dimension):
            metadata.describe_dimension(entry.dimension_metadata, field)
        else:
            metadata.describe_metric(entry.metric_metadata, field, owner.behaviour)


def _demand_property(owner: AnalyticsProperty, name: str) -> None:
    if name != f"properties/{owner.id}":
        raise no_access()
