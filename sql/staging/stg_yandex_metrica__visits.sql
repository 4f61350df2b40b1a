/* ---
description: >-
  Visits of Yandex.Metrica's Logs API in the common visit columns; each visit has its own source (model `last`).
grain: one row per visit
materialized: view
owner: marketing-data
columns:
  date: The counter's local day
--- */
select
    account,
    -- visitID is unique only within a year (docs, logs/fields/visits)
    'ym:' || cast(counter_id as varchar) || ':' || cast(extract(year from date) as varchar) || ':'
        || cast(visit_id as varchar) as visit_id,
    cast(nullif(client_id, 0) as varchar) as visitor_id,
    date_time_utc as started_at,
    date,
    last_traffic_source as traffic_source,
    last_utm_source as source,
    last_utm_medium as medium,
    last_utm_campaign as campaign,
    last_utm_content as content,
    last_utm_term as term,
    referer as referrer,
    start_url as landing_page,
    case last_traffic_source
        when 'ad' then last_adv_engine
        when 'organic' then last_search_engine_root
        when 'referral' then last_referal_source
        when 'social' then last_social_network
        when 'messenger' then last_messenger
        when 'recommend' then last_recommendation_system
    end as origin,
    cast(null as varchar) as vendor_channel,
    case device_category
        when '1' then 'desktop'
        when '2' then 'phone'
        when '3' then 'tablet'
        when '4' then 'tv'
        else device_category
    end as device,
    region_country as country,
    region_city as city,
    cast(page_views as bigint) as page_views,
    cast(visit_duration as bigint) as duration_s,
    bounce as is_bounce,
    is_new_user as is_new_visitor,
    -- counters of Metrica Pro only, NULL on others; the vendor has it since this day (reference: logs/fields/visits)
    case when date >= date '2025-04-19' then is_robot_pro end as is_robot,
    cast(goals_id as varchar[]) as goals,
    cookie_enabled as has_cookies,
    javascript_enabled as has_javascript,
    cast(screen_width as integer) as screen_width,
    cast(screen_height as integer) as screen_height,
    cast(window_client_width as integer) as window_width,
    cast(window_client_height as integer) as window_height,
    cast(client_time_zone as integer) as time_zone_minutes,
    browser,
    operating_system_root as operating_system,
    browser_language,
    ip_address as network
from lake.yandex_metrica__visits
