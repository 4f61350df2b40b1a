"""Every metric that reports may ask for, and whether its numbers add up.

*Additive* numbers add up over rows and days. *Nearly* additive ones are estimates (HyperLogLog++), or belong to visits
that cross midnight: sums miss the vendor's own total a little. *Distinct* ones count people: a person who came on two
days is one, so they are asked for per period and never summed. *Ratios* are never fetched, but made of their parts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Additivity = Literal["additive", "nearly", "distinct", "ratio"]
Kind = Literal["count", "number", "seconds", "money"]
MONEY = pa.decimal128(18, 4)
ARROW: Mapping[Kind, pa.DataType] = {
    "count": pa.int64(),
    "number": pa.float64(),
    "seconds": pa.float64(),
    "money": MONEY,
}
CAMPAIGN = ("sessionCampaignName", "sessionCampaignId", "sessionGoogleAds*")


@dataclass(frozen=True)
class Metric:
    """`parts` are the metrics that a ratio is made of. `needs`: one of these dimensions must stand beside it."""

    name: str
    additivity: Additivity
    kind: Kind
    parts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def type(self) -> pa.DataType:
        """Of its column in the lake."""
        return ARROW[self.kind]


def _metrics(names: str, additivity: Additivity, kind: Kind, needs: tuple[str, ...] = ()) -> Iterable[Metric]:
    return (Metric(name, additivity, kind, needs=needs) for name in names.split())


def _ratio(name: str, *parts: str) -> Metric:
    return Metric(name, "ratio", "number", parts)


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        *_metrics("sessions engagedSessions newUsers firstTimePurchasers", "nearly", "count"),
        *_metrics(
            """screenPageViews eventCount ecommercePurchases transactions addToCarts checkouts itemListClickEvents
            itemListViewEvents itemPromotionClickThroughs itemPromotionViews itemViewEvents itemsAddedToCart
            itemsCheckedOut itemsClickedInList itemsClickedInPromotion itemsPurchased itemsViewed itemsViewedInList
            itemsViewedInPromotion promotionClicks promotionViews crashAffectedSessions publisherAdClicks
            publisherAdImpressions scrolledEvents""",
            "additive",
            "count",
        ),
        *_metrics("keyEvents eventValue itemQuantity", "additive", "number"),
        *_metrics("userEngagementDuration", "additive", "seconds"),
        *_metrics(
            """purchaseRevenue totalRevenue totalAdRevenue refundAmount taxAmount shippingAmount grossPurchaseRevenue
            itemRevenue grossItemRevenue itemDiscountAmount itemRefundAmount""",
            "additive",
            "money",
        ),
        *_metrics("advertiserAdClicks advertiserAdImpressions", "additive", "count", CAMPAIGN),
        *_metrics("advertiserAdCost", "additive", "money", CAMPAIGN),
        *_metrics(
            """organicGoogleSearchClicks organicGoogleSearchImpressions""",
            "additive",
            "count",
        ),
        *_metrics(
            """totalUsers activeUsers active1DayUsers active7DayUsers active28DayUsers totalPurchasers scrolledUsers
            crashAffectedUsers cohortActiveUsers cohortTotalUsers""",
            "distinct",
            "count",
        ),
        _ratio("engagementRate", "engagedSessions", "sessions"),
        _ratio("bounceRate", "engagedSessions", "sessions"),
        _ratio("averageSessionDuration", "userEngagementDuration", "sessions"),
        _ratio("sessionsPerUser", "sessions", "activeUsers"),
        _ratio("screenPageViewsPerSession", "screenPageViews", "sessions"),
        _ratio("screenPageViewsPerUser", "screenPageViews", "activeUsers"),
        _ratio("eventCountPerUser", "eventCount", "activeUsers"),
        _ratio("eventsPerSession", "eventCount", "sessions"),
        _ratio("sessionKeyEventRate", "sessions with the event (the stream key_event_days)", "sessions"),
        _ratio("userKeyEventRate", "activeUsers", "totalUsers"),
        _ratio("averagePurchaseRevenue", "purchaseRevenue", "ecommercePurchases"),
        _ratio("averagePurchaseRevenuePerUser", "purchaseRevenue", "activeUsers"),
        _ratio("averagePurchaseRevenuePerPayingUser", "purchaseRevenue", "totalPurchasers"),
        _ratio("averageRevenuePerUser", "totalRevenue", "activeUsers"),
        _ratio("transactionsPerPurchaser", "transactions", "totalPurchasers"),
        _ratio("purchaserRate", "totalPurchasers", "activeUsers"),
        _ratio("firstTimePurchaserRate", "firstTimePurchasers", "activeUsers"),
        _ratio("firstTimePurchasersPerNewUser", "firstTimePurchasers", "newUsers"),
        _ratio("cartToViewRate", "addToCarts", "itemViewEvents"),
        _ratio("purchaseToViewRate", "ecommercePurchases", "itemViewEvents"),
        _ratio("dauPerMau", "active1DayUsers", "active28DayUsers"),
        _ratio("dauPerWau", "active1DayUsers", "active7DayUsers"),
        _ratio("wauPerMau", "active7DayUsers", "active28DayUsers"),
        _ratio("crashFreeUsersRate", "crashAffectedUsers", "activeUsers"),
        _ratio("advertiserAdCostPerClick", "advertiserAdCost", "advertiserAdClicks"),
        _ratio("advertiserAdCostPerKeyEvent", "advertiserAdCost", "keyEvents"),
        _ratio("returnOnAdSpend", "totalRevenue", "advertiserAdCost"),
        _ratio("organicGoogleSearchClickThroughRate", "organicGoogleSearchClicks", "organicGoogleSearchImpressions"),
        _ratio("organicGoogleSearchAveragePosition", "organicGoogleSearchImpressions"),
    )
}
# what a property names itself: the word before the colon says what it counts
OF_A_PROPERTY: Mapping[str, Metric] = {
    "customEvent": Metric("customEvent", "additive", "number"),
    "countCustomEvent": Metric("countCustomEvent", "additive", "count"),
    "averageCustomEvent": _ratio("averageCustomEvent", "customEvent", "countCustomEvent"),
    "keyEvents": Metric("keyEvents", "additive", "number"),
    "sessionKeyEventRate": METRICS["sessionKeyEventRate"],
    "userKeyEventRate": METRICS["userKeyEventRate"],
}
DEPRECATED: Mapping[str, str] = {
    "conversions": "keyEvents",
    "sessionConversionRate": "sessionKeyEventRate",
    "userConversionRate": "userKeyEventRate",
    "advertiserAdCostPerConversion": "advertiserAdCostPerKeyEvent",
}


def metric(name: str) -> Metric | None:
    """The metric of this API name; None where nobody knows whether it adds up."""
    family, _, own = name.partition(":")
    found = OF_A_PROPERTY.get(family) if own else METRICS.get(name)
    return found and Metric(name, found.additivity, found.kind, found.parts, found.needs)
