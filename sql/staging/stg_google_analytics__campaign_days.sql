/* ---
description: Google Analytics' sessions of a day by the source, medium and campaign of the session.
grain: one row per account × date × vendor channel × source × medium × campaign
materialized: view
owner: marketing-data
columns:
  date: The property's local day
  source: Source of the session by the vendor's word, lower case; (none) where there is none
  medium: Medium of the session by the vendor's word, lower case; (none) where there is none
  campaign: Campaign of the session by the vendor's word, such as (organic) or (not set); (none) where there is none
--- */
select
    account,
    date,
    coalesce(session_default_channel_group, '(not set)') as vendor_channel,
    lower(trim(coalesce(session_source, '(none)'))) as source,
    lower(trim(coalesce(session_medium, '(none)'))) as medium,
    coalesce(session_campaign_name, '(none)') as campaign,
    cast(sessions as bigint) as sessions,
    cast(engaged_sessions as bigint) as engaged_sessions,
    cast(screen_page_views as bigint) as page_views,
    cast(key_events as double) as key_events,
    cast(new_users as bigint) as new_users,
    cast(user_engagement_duration as double) as engagement_s,
    cast(ecommerce_purchases as bigint) as purchases,
    cast(purchase_revenue as decimal(18, 4)) as purchase_revenue,
    currency
from lake.google_analytics__campaign_days
