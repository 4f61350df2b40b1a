"""Where in an exported event our columns are. Everything else in it, such as `user_id`, is never read."""

LAST_CLICK = "session_traffic_source_last_click"
COLLECTED = "collected_traffic_source"
PARAMS = "event_params"
# by these a file is known
SIGNS = frozenset({"event_timestamp", "event_name", PARAMS})

# a column's places, the first that tells something wins, `(not set)` tells nothing; a place after `?` is a parameter
LEAVES: dict[str, tuple[str, ...]] = {
    "event": ("event_name",),
    "event_date": ("event_date",),
    "happened_at": ("event_timestamp",),
    "visitor_id": ("user_pseudo_id",),
    "session_id": ("?ga_session_id",),
    "session_number": ("?ga_session_number",),
    "is_engaged": ("?session_engaged",),
    "engagement_ms": ("?engagement_time_msec",),
    "page_location": ("?page_location",),
    "page_referrer": ("?page_referrer",),
    "session_source": (f"{LAST_CLICK}.cross_channel_campaign.source", f"{LAST_CLICK}.manual_campaign.source"),
    "session_medium": (f"{LAST_CLICK}.cross_channel_campaign.medium", f"{LAST_CLICK}.manual_campaign.medium"),
    "session_campaign": (
        f"{LAST_CLICK}.cross_channel_campaign.campaign_name",
        f"{LAST_CLICK}.google_ads_campaign.campaign_name",
        f"{LAST_CLICK}.manual_campaign.campaign_name",
    ),
    "session_content": (f"{LAST_CLICK}.manual_campaign.content",),
    "session_term": (f"{LAST_CLICK}.manual_campaign.term",),
    "vendor_channel": (f"{LAST_CLICK}.cross_channel_campaign.default_channel_group",),
    "is_google_ads": (f"{LAST_CLICK}.google_ads_campaign.campaign_id", f"{COLLECTED}.gclid", "?gclid"),
    "source": (f"{COLLECTED}.manual_source", "?source"),
    "medium": (f"{COLLECTED}.manual_medium", "?medium"),
    "campaign": (f"{COLLECTED}.manual_campaign_name", "?campaign"),
    "content": (f"{COLLECTED}.manual_content", "?content"),
    "term": (f"{COLLECTED}.manual_term", "?term"),
    "device": ("device.category",),
    "country": ("geo.country",),
    "city": ("geo.city",),
    "browser": ("device.web_info.browser", "device.browser"),
    "operating_system": ("device.operating_system",),
    "browser_language": ("device.language",),
    "transaction_id": ("ecommerce.transaction_id", "?transaction_id"),
    "revenue": ("ecommerce.purchase_revenue", "?value"),
    "currency": ("?currency",),
    # events of one moment are told apart by their place in what the browser sent
    "bundle": ("event_bundle_sequence_id",),
    "batch_page": ("batch_page_id",),
    "batch_order": ("batch_ordering_id",),
    "batch_index": ("batch_event_index",),
}
# each campaign of the last click is an answer of its own: a name of one doesn't belong to the source of another
ANSWERS = frozenset({"session_source", "session_medium", "session_campaign"})
PLACES = tuple(dict.fromkeys(place for places in LEAVES.values() for place in places))
PATHS = tuple(place for place in PLACES if not place.startswith("?"))
KEYS = tuple(place[1:] for place in PLACES if place.startswith("?"))
