/* ---
description: Visits of the one source that the company declared primary, with the origin that channel rules read.
grain: one row per visit
materialized: view
owner: marketing-data
columns:
  source: UTM source, or without one the ad system, search engine, network or site that sent the visit; lower case
--- */
with primary_visits as (
    select
        visits.account,
        visits.visit_id,
        visits.visitor_id,
        visits.started_at,
        visits.date,
        visits.traffic_source,
        visits.source,
        visits.medium,
        visits.campaign,
        visits.content,
        visits.term,
        visits.referrer,
        visits.landing_page,
        visits.origin,
        visits.vendor_channel,
        visits.device,
        visits.country,
        visits.city,
        visits.page_views,
        visits.duration_s,
        visits.is_bounce,
        visits.is_new_visitor,
        visits.is_robot,
        visits.goals,
        visits.has_cookies,
        visits.has_javascript,
        visits.screen_width,
        visits.screen_height,
        visits.window_width,
        visits.window_height,
        visits.time_zone_minutes,
        visits.browser,
        visits.operating_system,
        visits.browser_language,
        visits.network
    from staging.stg_yandex_metrica__visits as visits
    cross join config.company as company
    where company.web_primary = 'yandex_metrica'

    union all

    select
        visits.account,
        visits.visit_id,
        visits.visitor_id,
        visits.started_at,
        visits.date,
        visits.traffic_source,
        visits.source,
        visits.medium,
        visits.campaign,
        visits.content,
        visits.term,
        visits.referrer,
        visits.landing_page,
        visits.origin,
        visits.vendor_channel,
        visits.device,
        visits.country,
        visits.city,
        visits.page_views,
        visits.duration_s,
        visits.is_bounce,
        visits.is_new_visitor,
        visits.is_robot,
        visits.goals,
        visits.has_cookies,
        visits.has_javascript,
        visits.screen_width,
        visits.screen_height,
        visits.window_width,
        visits.window_height,
        visits.time_zone_minutes,
        visits.browser,
        visits.operating_system,
        visits.browser_language,
        visits.network
    from staging.stg_files__visits as visits
    cross join config.company as company
    where company.web_primary = 'files'

    union all

    select
        visits.account,
        visits.visit_id,
        visits.visitor_id,
        visits.started_at,
        visits.date,
        visits.traffic_source,
        visits.source,
        visits.medium,
        visits.campaign,
        visits.content,
        visits.term,
        visits.referrer,
        visits.landing_page,
        visits.origin,
        visits.vendor_channel,
        visits.device,
        visits.country,
        visits.city,
        visits.page_views,
        visits.duration_s,
        visits.is_bounce,
        visits.is_new_visitor,
        visits.is_robot,
        visits.goals,
        visits.has_cookies,
        visits.has_javascript,
        visits.screen_width,
        visits.screen_height,
        visits.window_width,
        visits.window_height,
        visits.time_zone_minutes,
        visits.browser,
        visits.operating_system,
        visits.browser_language,
        visits.network
    from core.core_event_visits as visits
    cross join config.company as company
    where company.web_primary = 'google_analytics_events'
)

select
    account,
    visit_id,
    visitor_id,
    started_at,
    date,
    lower(trim(coalesce(traffic_source, '(none)'))) as traffic_source,
    lower(trim(coalesce(source, origin, '(none)'))) as source,
    lower(trim(coalesce(medium, '(none)'))) as medium,
    coalesce(campaign, '(none)') as campaign,
    content,
    term,
    referrer,
    landing_page,
    vendor_channel,
    device,
    country,
    city,
    page_views,
    duration_s,
    is_bounce,
    is_new_visitor,
    is_robot,
    goals,
    has_cookies,
    has_javascript,
    screen_width,
    screen_height,
    window_width,
    window_height,
    time_zone_minutes,
    browser,
    operating_system,
    browser_language,
    network
from primary_visits
