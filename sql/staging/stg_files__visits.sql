/* ---
description: Visits brought as files, in the common visit columns; the delivery that arrived last supplies a visit.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 0
owner: marketing-data
columns:
  date: The day in the business time zone
--- */
with versions as (
    select
        folder as account,
        'files:' || folder || ':' || visit_id as visit_id,
        visitor_id,
        started_at,
        started_date as date,
        source,
        medium,
        campaign,
        content,
        term,
        referrer,
        landing_page,
        vendor_channel,
        device,
        country,
        page_views,
        duration_s,
        is_bounce,
        is_new_visitor,
        is_robot,
        string_split(replace(goals, ' ', ''), ';') as goals,
        -- over all deliveries, before the range of dates is cut out: a visit that moved to another day is found once
        rank() over (partition by folder, visit_id order by arrival desc) as newest_first
    from lake.files__visits
)

select
    account,
    visit_id,
    visitor_id,
    started_at,
    date,
    vendor_channel as traffic_source,
    source,
    medium,
    campaign,
    content,
    term,
    referrer,
    landing_page,
    cast(null as varchar) as origin,
    vendor_channel,
    device,
    country,
    cast(null as varchar) as city,
    page_views,
    duration_s,
    is_bounce,
    is_new_visitor,
    is_robot,
    goals,
    cast(null as boolean) as has_cookies,
    cast(null as boolean) as has_javascript,
    cast(null as integer) as screen_width,
    cast(null as integer) as screen_height,
    cast(null as integer) as window_width,
    cast(null as integer) as window_height,
    cast(null as integer) as time_zone_minutes,
    cast(null as varchar) as browser,
    cast(null as varchar) as operating_system,
    cast(null as varchar) as browser_language,
    cast(null as varchar) as network
from versions
where newest_first = 1 and date >= $date_from and date < $date_to
