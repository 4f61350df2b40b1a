/* ---
description: >-
  Visits of the primary source with the origin that channel rules read; one that carries none is known by the site in
  its referrer.
grain: one row per visit
materialized: view
owner: marketing-data
columns:
  traffic_source: >-
    Kind of source by the vendor's word; (referrer) where only the referrer tells, internal where it is the site itself
  source: Source by UTM or by the vendor's word, else the host of the referrer; lower case; (none) where there is none
--- */
with web_visits as (
    select
        account,
        visit_id,
        visitor_id,
        started_at,
        date,
        traffic_source,
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
        city,
        page_views,
        duration_s,
        is_bounce,
        is_new_visitor,
        goals,
        (traffic_source = '(none)' and source = '(none)' and medium = '(none)' and referrer is not null) as is_bare
    from core.core_web_visits
),

-- user:password@ and the port are no part of a host
hosts as (
    select
        *,
        case when is_bare then regexp_extract(lower(referrer), '^([a-z-]+:)?//([^/@?#]*@)?([^/:?#]+)', 3) end
            as referrer_host,
        case when is_bare then regexp_extract(lower(landing_page), '^([a-z-]+:)?//([^/@?#]*@)?([^/:?#]+)', 3) end
            as landing_host
    from web_visits
)

select
    account,
    visit_id,
    visitor_id,
    started_at,
    date,
    case
        when coalesce(referrer_host, '') = '' then traffic_source
        when regexp_replace(referrer_host, '^(www|m)[.]', '') = regexp_replace(landing_host, '^(www|m)[.]', '')
            then 'internal'
        else '(referrer)'
    end as traffic_source,
    case when coalesce(referrer_host, '') = '' then source else referrer_host end as source,
    medium,
    campaign,
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
    goals
from hosts
