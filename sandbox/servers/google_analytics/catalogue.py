"""The dimensions and metrics that the property has: a part of Google's list, with the names of the past."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["context", "session", "user", "event", "attribution", "item"]
Type = Literal["TYPE_INTEGER", "TYPE_FLOAT", "TYPE_SECONDS", "TYPE_CURRENCY"]
Blocked = Literal["NO_REVENUE_METRICS", "NO_COST_METRICS"]


@dataclass(frozen=True)
class Dimension:
    """`attribution` is what Google credits events to; it bears bare names."""

    api_name: str
    scope: Scope
    category: str
    deprecated: tuple[str, ...] = ()
    is_custom: bool = False


@dataclass(frozen=True)
class Metric:
    """`sum` is the column of the facts that is added up, `distinct` the one that is counted without repetition;
    `parts` are numerator and denominator of a rate."""

    api_name: str
    type: Type
    category: str
    sum: str | None = None
    distinct: str | None = None
    parts: tuple[str, str] | None = None
    deprecated: tuple[str, ...] = ()
    blocked: Blocked | None = None
    scope: Literal["event", "cost", "item"] = "event"


_TRAFFIC, _TIME, _PAGE, _ECOMMERCE = "Traffic Source", "Time", "Page / Screen", "Ecommerce"
_SUFFIXES = ("Source", "Medium", "SourceMedium", "CampaignName", "DefaultChannelGroup")


def _bare(suffix: str) -> str:
    return suffix[0].lower() + suffix[1:]


_DIMENSIONS = (
    *(Dimension(name, "context", _TIME) for name in ("date", "yearMonth", "isoYearIsoWeek", "year", "dateRange")),
    *(Dimension(name, "context", "Geography") for name in ("country",)),
    *(Dimension(name, "context", "Platform / Device") for name in ("deviceCategory",)),
    *(Dimension(f"session{suffix}", "session", _TRAFFIC) for suffix in _SUFFIXES),
    Dimension("landingPage", "session", _PAGE),
    *(Dimension(f"firstUser{suffix}", "user", _TRAFFIC) for suffix in _SUFFIXES),
    Dimension("newVsReturning", "user", "User"),
    *(Dimension(_bare(suffix), "attribution", "Attribution") for suffix in _SUFFIXES),
    Dimension("eventName", "event", "Event"),
    Dimension("isKeyEvent", "event", "Event", deprecated=("isConversionEvent",)),
    Dimension("transactionId", "event", _ECOMMERCE),
    Dimension("itemName", "item", _ECOMMERCE),
    Dimension("itemId", "item", _ECOMMERCE),
)
_MONEY: Blocked = "NO_REVENUE_METRICS"
_METRICS = (
    Metric("sessions", "TYPE_INTEGER", "Session", distinct="session_id"),
    Metric("engagedSessions", "TYPE_INTEGER", "Session", distinct="engaged_session_id"),
    Metric("screenPageViews", "TYPE_INTEGER", _PAGE, sum="page_views"),
    Metric("eventCount", "TYPE_INTEGER", "Event", sum="event_count"),
    Metric("keyEvents", "TYPE_FLOAT", "Event", sum="key_events", deprecated=("conversions",)),
    Metric("newUsers", "TYPE_INTEGER", "User", sum="new_users"),
    Metric("totalUsers", "TYPE_INTEGER", "User", distinct="client_id"),
    Metric("activeUsers", "TYPE_INTEGER", "User", distinct="active_client_id"),
    Metric("userEngagementDuration", "TYPE_SECONDS", "Session", sum="seconds"),
    Metric("ecommercePurchases", "TYPE_INTEGER", _ECOMMERCE, sum="purchases"),
    Metric("transactions", "TYPE_INTEGER", _ECOMMERCE, sum="purchases"),
    Metric("purchaseRevenue", "TYPE_CURRENCY", "Revenue", sum="revenue", blocked=_MONEY),
    Metric("totalRevenue", "TYPE_CURRENCY", "Revenue", sum="total_revenue", blocked=_MONEY),
    Metric("refundAmount", "TYPE_CURRENCY", "Revenue", sum="refund", blocked=_MONEY),
    Metric("taxAmount", "TYPE_CURRENCY", "Revenue", sum="tax", blocked=_MONEY),
    Metric("shippingAmount", "TYPE_CURRENCY", "Revenue", sum="shipping", blocked=_MONEY),
    Metric("engagementRate", "TYPE_FLOAT", "Session", parts=("engagedSessions", "sessions")),
    Metric("bounceRate", "TYPE_FLOAT", "Session", parts=("sessions - engagedSessions", "sessions")),
    Metric("averageSessionDuration", "TYPE_SECONDS", "Session", parts=("userEngagementDuration", "sessions")),
    Metric("advertiserAdCost", "TYPE_CURRENCY", "Advertising", sum="cost", blocked="NO_COST_METRICS", scope="cost"),
    Metric("advertiserAdClicks", "TYPE_INTEGER", "Advertising", sum="clicks", scope="cost"),
    Metric("advertiserAdImpressions", "TYPE_INTEGER", "Advertising", sum="impressions", scope="cost"),
    Metric("itemRevenue", "TYPE_CURRENCY", _ECOMMERCE, sum="item_revenue", blocked=_MONEY, scope="item"),
    Metric("itemsPurchased", "TYPE_INTEGER", _ECOMMERCE, sum="items_purchased", scope="item"),
)
DIMENSIONS = {dimension.api_name: dimension for dimension in _DIMENSIONS}
METRICS = {metric.api_name: metric for metric in _METRICS}
_OLD_DIMENSIONS = {old: dimension for dimension in _DIMENSIONS for old in dimension.deprecated}
_OLD_METRICS = {old: metric for metric in _METRICS for old in metric.deprecated}


def dimension(name: str, custom: tuple[str, ...] = ()) -> Dimension | None:
    """By its present name, an old one, or a custom one."""
    if name in custom:
        return Dimension(name, "event", "Custom", is_custom=True)
    return DIMENSIONS.get(name) or _OLD_DIMENSIONS.get(name)


def metric(name: str) -> Metric | None:
    """By its present name, or an old one."""
    return METRICS.get(name) or _OLD_METRICS.get(name)
