/* ---
description: Traffic of a day by channel; people are counted once a day and channel, on valid visits only.
grain: one row per date × channel
key: [date, channel]
incremental: date
reach_days: 0
owner: marketing-data
--- */
select
    date,
    channel,
    count(*) as visits,
    count(*) filter (where is_valid) as valid_visits,
    count(*) filter (where is_suspect) as suspect_visits,
    count(*) filter (where not is_valid) as invalid_visits,
    count(*) filter (where is_valid and is_bounce) as bounces,
    count(*) filter (where is_valid and not is_bounce) as engaged_visits,
    cast(coalesce(sum(page_views) filter (where is_valid), 0) as bigint) as page_views,
    cast(coalesce(sum(duration_s) filter (where is_valid), 0) as bigint) as duration_s,
    count(distinct visitor_id) filter (where is_valid) as visitors,
    count(distinct visitor_id) filter (where is_valid and is_new_visitor) as new_visitors
from core.core_visits
where date >= $date_from and date < $date_to
group by date, channel
