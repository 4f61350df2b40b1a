"""The columns of the two reports. Days are the counter's own."""

import pyarrow as pa

MONEY = pa.decimal128(18, 4)
# how far the numbers of a row can be trusted: the same in both reports
_TRUST = [
    pa.field("sampled", pa.bool_()),  # the vendor looked at `sample_share` of the visits only
    pa.field("sample_share", pa.float64()),
    pa.field("contains_sensitive_data", pa.bool_()),  # rows of few users may be missing from the report
]

# grain: date × traffic source of the visit itself (model `last`). Visits, page views, bounces, goal reaches, purchases
# and revenue add up over sources; `users` and `new_users` don't: one person comes from several sources in a day.
TRAFFIC_REPORT: pa.Schema = pa.schema(
    [
        pa.field("date", pa.date32()),
        pa.field("counter_id", pa.uint32()),
        pa.field("traffic_source", pa.string()),  # the vendor's id: organic, ad, direct, … undefined
        pa.field("visits", pa.int64()),
        pa.field("users", pa.int64()),
        pa.field("new_users", pa.int64()),
        pa.field("page_views", pa.int64()),
        pa.field("bounces", pa.int64()),  # bounce_rate × visits: the API has no count
        pa.field("bounce_rate", pa.float64()),  # per cent
        pa.field("average_duration_s", pa.float64()),
        pa.field("robot_visits", pa.int64()),  # NULL where the vendor hides them
        pa.field("visits_without_robots", pa.int64()),  # NULL where the vendor hides them
        pa.field("goal_reaches", pa.int64()),
        pa.field("purchases", pa.int64()),
        pa.field("revenue", MONEY),
        pa.field("currency", pa.string()),
        *_TRUST,
    ]
)

# grain: date × goal. Reaches and revenue add up over days; visits with a goal don't add up over goals.
GOAL_REPORT: pa.Schema = pa.schema(
    [
        pa.field("date", pa.date32()),
        pa.field("counter_id", pa.uint32()),
        pa.field("goal_id", pa.uint32()),
        pa.field("goal_name", pa.string()),
        pa.field("goal_type", pa.string()),
        pa.field("reaches", pa.int64()),
        pa.field("visits", pa.int64()),  # in which the goal was reached at least once
        pa.field("revenue", MONEY),
        pa.field("currency", pa.string()),
        *_TRUST,
    ]
)
