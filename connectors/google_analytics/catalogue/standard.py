"""The reports that come with Tablo. Whoever changes what one of them means gives it another version."""

from collections.abc import Mapping

from connectors.google_analytics.catalogue.report import TOTALS, ReportSpec

# a key event is credited anew for up to 12 days after it: support.google.com/analytics/answer/10710245
ATTRIBUTION_SETTLES_AFTER = 13
ONLY_KEY_EVENTS = {"isKeyEvent": ("true",)}
TRAFFIC = (
    "sessions",
    "engagedSessions",
    "screenPageViews",
    "eventCount",
    "keyEvents",
    "newUsers",
    "userEngagementDuration",
    "ecommercePurchases",
    "purchaseRevenue",
    "totalRevenue",
)
CAMPAIGN_TRAFFIC = (
    "sessions",
    "engagedSessions",
    "screenPageViews",
    "keyEvents",
    "newUsers",
    "userEngagementDuration",
    "ecommercePurchases",
    "purchaseRevenue",
)
LANDING_TRAFFIC = tuple(name for name in CAMPAIGN_TRAFFIC if name != "newUsers")
SESSION_CHANNEL = "sessionDefaultChannelGroup"
SESSION_CAMPAIGN = ("sessionSource", "sessionMedium", "sessionCampaignName")
FIRST_USER = ("firstUserDefaultChannelGroup", "firstUserSource", "firstUserMedium")
ACQUISITION = ("newUsers", "engagedSessions", "keyEvents", "totalRevenue")
EVENT_ORIGIN = ("defaultChannelGroup", "source", "medium", "campaignName")
PURCHASE = ("ecommercePurchases", "purchaseRevenue", "refundAmount", "taxAmount", "shippingAmount")
AD_COST = ("advertiserAdCost", "advertiserAdClicks", "advertiserAdImpressions")
USERS = ("totalUsers", "activeUsers", "newUsers")

STANDARD: Mapping[str, ReportSpec] = {
    report.name: report
    for report in (
        # grain: date. What the rows of all others must add up to
        ReportSpec(TOTALS, "none", (), TRAFFIC),
        # grain: date × channel of the visit
        ReportSpec("channel_days", "session", (SESSION_CHANNEL,), TRAFFIC, adding_up=TRAFFIC),
        # grain: date × channel × source × medium × campaign of the visit
        ReportSpec(
            "campaign_days",
            "session",
            (SESSION_CHANNEL, *SESSION_CAMPAIGN),
            CAMPAIGN_TRAFFIC,
            adding_up=CAMPAIGN_TRAFFIC,
        ),
        # grain: date × first page of the visit
        ReportSpec("landing_page_days", "none", ("landingPage",), LANDING_TRAFFIC, adding_up=LANDING_TRAFFIC),
        # grain: date × key event × origin of the visit. `sessions` have the event; one may have several
        ReportSpec(
            "key_event_days",
            "session",
            ("eventName", SESSION_CHANNEL, *SESSION_CAMPAIGN),
            ("keyEvents", "sessions"),
            filter=ONLY_KEY_EVENTS,
            adding_up=("keyEvents",),
            overlapping=("sessions",),
        ),
        # grain: date × key event × origin that the property's attribution model credits
        ReportSpec(
            "attributed_key_event_days",
            "event",
            ("eventName", *EVENT_ORIGIN),
            ("keyEvents",),
            filter=ONLY_KEY_EVENTS,
            settles_after=ATTRIBUTION_SETTLES_AFTER,
            adding_up=("keyEvents",),
        ),
        # grain: date × origin of the person's first visit
        ReportSpec("acquisition_days", "user", FIRST_USER, ACQUISITION, adding_up=ACQUISITION),
        # grain: date × order
        ReportSpec(
            "purchase_days",
            "none",
            ("transactionId",),
            PURCHASE,
            adding_up=("ecommercePurchases", "purchaseRevenue"),
        ),
        # grain: date × source × medium × campaign. Its campaigns need not be those of the visits
        ReportSpec("ad_cost_days", "session", SESSION_CAMPAIGN, AD_COST),
        # grain: date × period so far
        ReportSpec("period_users", "none", (), USERS, grain="periods"),
        # grain: date × period so far × channel of the visit
        ReportSpec("channel_period_users", "session", (SESSION_CHANNEL,), USERS[:2], grain="periods"),
    )
}
