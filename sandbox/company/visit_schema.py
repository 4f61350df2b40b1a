"""The columns of visits and of their labels. Visits are named as Metrica's fields in snake case, NULL is empty text."""

import pyarrow as pa

MOMENT = pa.timestamp("us")
VISITS = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("counter_id", pa.uint32()),
        ("client_id", pa.uint64()),
        ("counter_user_id_hash", pa.uint64()),
        ("date", pa.date32()),
        ("date_time", MOMENT),
        ("date_time_utc", MOMENT),
        ("is_new_user", pa.bool_()),
        ("bounce", pa.bool_()),
        ("page_views", pa.int32()),
        ("visit_duration", pa.uint32()),
        ("start_url", pa.string()),
        ("end_url", pa.string()),
        ("referer", pa.string()),
        ("last_traffic_source", pa.string()),
        ("last_adv_engine", pa.string()),
        ("last_search_engine_root", pa.string()),
        ("last_referal_source", pa.string()),
        ("last_social_network", pa.string()),
        ("last_messenger", pa.string()),
        ("last_recommendation_system", pa.string()),
        ("last_utm_source", pa.string()),
        ("last_utm_medium", pa.string()),
        ("last_utm_campaign", pa.string()),
        ("last_utm_content", pa.string()),
        ("last_utm_term", pa.string()),
        ("goals_id", pa.list_(pa.uint32())),
        ("goals_date_time", pa.list_(MOMENT)),
        ("device_category", pa.string()),
        ("region_country", pa.string()),
        ("region_city", pa.string()),
        ("browser", pa.string()),
        ("operating_system_root", pa.string()),
        ("browser_language", pa.string()),
        ("client_time_zone", pa.int16()),
        ("cookie_enabled", pa.bool_()),
        ("javascript_enabled", pa.bool_()),
        ("screen_width", pa.uint16()),
        ("screen_height", pa.uint16()),
        ("window_client_width", pa.uint16()),
        ("window_client_height", pa.uint16()),
        ("ip_address", pa.string()),
    ]
)
LABELS = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("date", pa.date32()),
        ("channel", pa.string()),
        ("is_robot", pa.bool_()),
        ("family", pa.string()),
    ]
)
