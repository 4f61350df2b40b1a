"""The columns of an `events_YYYYMMDD` table, as its Parquet has them."""

import pyarrow as pa

TEXT, WHOLE, FRACTION = pa.string(), pa.int64(), pa.float64()


def _texts(names: str) -> pa.StructType:
    return pa.struct([(name, TEXT) for name in names.split()])


VALUE = [("string_value", TEXT), ("int_value", WHOLE), ("float_value", FRACTION), ("double_value", FRACTION)]
PARAMS = pa.list_(pa.struct([("key", TEXT), ("value", pa.struct(VALUE))]))
PROPERTIES = pa.list_(pa.struct([("key", TEXT), ("value", pa.struct([*VALUE, ("set_timestamp_micros", WHOLE)]))]))
DEVICE = pa.struct(
    [
        *((name, TEXT) for name in ("category", "mobile_brand_name", "operating_system", "language", "browser")),
        ("time_zone_offset_seconds", WHOLE),
        ("web_info", _texts("browser browser_version hostname")),
    ]
)
MANUAL = "campaign_id campaign_name source medium term content source_platform creative_format marketing_tactic"
LAST_CLICK = pa.struct(
    [
        ("manual_campaign", _texts(MANUAL)),
        ("google_ads_campaign", _texts("customer_id account_name campaign_id campaign_name ad_group_id ad_group_name")),
        (
            "cross_channel_campaign",
            _texts("campaign_id campaign_name source medium default_channel_group primary_channel_group"),
        ),
    ]
)
EVENTS = pa.schema(
    [
        ("event_date", TEXT),
        ("event_timestamp", WHOLE),
        ("event_name", TEXT),
        ("event_params", PARAMS),
        ("event_bundle_sequence_id", WHOLE),
        ("user_id", TEXT),
        ("user_pseudo_id", TEXT),
        ("privacy_info", _texts("analytics_storage ads_storage uses_transient_token")),
        ("user_properties", PROPERTIES),
        ("device", DEVICE),
        ("geo", _texts("city country continent region sub_continent metro")),
        ("traffic_source", _texts("name medium source")),
        (
            "ecommerce",
            pa.struct([("transaction_id", TEXT), ("purchase_revenue", FRACTION), ("total_item_quantity", WHOLE)]),
        ),
        ("items", pa.list_(_texts("item_id item_name"))),
        (
            "collected_traffic_source",
            _texts("manual_source manual_medium manual_campaign_name manual_term manual_content gclid"),
        ),
        ("batch_event_index", WHOLE),
        ("batch_page_id", WHOLE),
        ("batch_ordering_id", WHOLE),
        ("session_traffic_source_last_click", LAST_CLICK),
    ]
)
