"""What an answer says of itself, and what the property says of its dimensions and metrics."""

from typing import Any

from google.analytics import data_v1beta as ga

from sandbox.servers.google_analytics import catalogue, messages
from sandbox.servers.google_analytics.asked import Asked
from sandbox.servers.google_analytics.behaviour import Behaviour
from sandbox.servers.google_analytics.flaws import Flaws, restriction
from sandbox.servers.google_analytics.property import AnalyticsProperty

EVENTS_OF_A_REPORT = 10_000_000
_TRUNCATION = ga.ResponseMetaData.DataTruncationReason.DataTruncationType


def response_metadata(answer: Any, owner: AnalyticsProperty, asked: Asked, flaws: Flaws, *, rows: int) -> None:
    """Fill in the quality of a report."""
    behaviour = owner.behaviour
    answer.currency_code = asked.message.currency_code or owner.currency
    answer.time_zone = owner.time_zone
    answer.subject_to_thresholding = flaws.is_thresholded
    answer.data_loss_from_other_row = flaws.has_other_row
    if behaviour.empty_reason and not rows:
        answer.empty_reason = behaviour.empty_reason
    if behaviour.sample_rate is not None:
        for _ in asked.ranges:
            read = round(EVENTS_OF_A_REPORT * behaviour.sample_rate)
            answer.sampling_metadatas.add(samples_read_count=read, sampling_space_size=EVENTS_OF_A_REPORT)
    _restrictions(answer, asked, behaviour)
    for truncation in behaviour.truncations:
        reason = answer.data_truncation_reasons.add(
            data_truncation_type=int(getattr(_TRUNCATION, f"DATA_TRUNCATION_TYPE_{truncation.kind}"))
        )
        if truncation.message:
            reason.data_truncation_message = truncation.message
        if truncation.before:
            reason.data_truncation_date = truncation.before.isoformat()


def _restrictions(answer: Any, asked: Asked, behaviour: Behaviour) -> None:
    for name, metric in zip(asked.metric_names, asked.metrics, strict=True):
        hidden = restriction(metric, behaviour)
        if hidden:
            answer.schema_restriction_response.active_metric_restrictions.add(
                metric_name=name, restricted_metric_types=[int(getattr(ga.RestrictedMetricType, hidden))]
            )


def property_metadata(owner: AnalyticsProperty) -> Any:
    """`getMetadata`: all dimensions and metrics, those of the property alone included."""
    answer = messages.Metadata(name=f"properties/{owner.id}/metadata")
    for dimension in catalogue.DIMENSIONS.values():
        describe_dimension(answer.dimensions.add(), dimension)
    for name in owner.custom:
        describe_dimension(answer.dimensions.add(), catalogue.Dimension(name, "event", "Custom", is_custom=True))
    for metric in catalogue.METRICS.values():
        describe_metric(answer.metrics.add(), metric, owner.behaviour)
    return answer


def describe_dimension(message: Any, dimension: catalogue.Dimension) -> None:
    """A `DimensionMetadata`."""
    message.api_name, message.ui_name = dimension.api_name, _words(dimension.api_name)
    message.category, message.custom_definition = dimension.category, dimension.is_custom
    message.deprecated_api_names.extend(dimension.deprecated)


def describe_metric(message: Any, metric: catalogue.Metric, behaviour: Behaviour) -> None:
    """A `MetricMetadata`, with the reasons for which the caller doesn't see the metric."""
    message.api_name, message.ui_name = metric.api_name, _words(metric.api_name)
    message.category, message.type_ = metric.category, messages.metric_type(metric)
    message.deprecated_api_names.extend(metric.deprecated)
    if restriction(metric, behaviour):
        message.blocked_reasons.append(int(getattr(ga.MetricMetadata.BlockedReason, metric.blocked or "")))


def _words(name: str) -> str:
    """`sessionSource` is `Session source` to people."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return spaced[:1].upper() + spaced[1:]
