"""Which dimensions and metrics can be asked for together."""

from collections.abc import Iterable

from sandbox.servers.google_analytics.catalogue import Dimension, Metric
from sandbox.servers.google_analytics.refusals import incompatible

COST_NEEDS = "sessionCampaignName"
_COST_SCOPES = ("context", "session")
_CREDITED = frozenset(
    ("keyEvents", "purchaseRevenue", "totalRevenue", "ecommercePurchases", "transactions")
)  # what an attribution model gives credit for


def clashing_metrics(dimensions: Iterable[Dimension], metrics: Iterable[Metric]) -> list[str]:
    """Metrics that these dimensions don't go with."""
    given = list(dimensions)
    return [metric.api_name for metric in metrics if any(not _fits(one, metric) for one in given)]


def missing_dimensions(dimensions: Iterable[Dimension], metrics: Iterable[Metric]) -> list[str]:
    """Google Ads cost comes by campaign alone."""
    names = {one.api_name for one in dimensions}
    costs = any(metric.scope == "cost" for metric in metrics)
    return [COST_NEEDS] if costs and COST_NEEDS not in names else []


def demand_compatible(dimensions: tuple[Dimension, ...], metrics: tuple[Metric, ...], also: frozenset[str]) -> None:
    """Raises `Refusal` that says what to remove or to add; `also` are names that never fit."""
    asked = [*(one.api_name for one in dimensions), *(one.api_name for one in metrics)]
    removed = [*clashing_metrics(dimensions, metrics), *(name for name in asked if name in also)]
    if removed:
        raise incompatible("remove", removed)
    missing = missing_dimensions(dimensions, metrics)
    if missing:
        raise incompatible("add", missing)


def _fits(dimension: Dimension, metric: Metric) -> bool:
    if dimension.scope == "context":
        return not (metric.scope == "cost" and dimension.category != "Time")
    if metric.scope == "cost":
        return dimension.scope in _COST_SCOPES and dimension.api_name != "landingPage"
    if dimension.scope == "item" or metric.scope == "item":
        return dimension.scope == metric.scope
    return dimension.scope != "attribution" or metric.api_name in _CREDITED
