/* ---
description: What Google Analytics counts of a property's day as a whole; every report of the day should add up to it.
grain: one row per account × date
materialized: view
owner: marketing-data
columns:
  date: The property's local day
--- */
select
    account,
    date,
    cast(sessions as bigint) as sessions,
    cast(engaged_sessions as bigint) as engaged_sessions,
    cast(screen_page_views as bigint) as page_views,
    cast(event_count as bigint) as events,
    cast(key_events as double) as key_events,
    cast(new_users as bigint) as new_users,
    cast(user_engagement_duration as double) as engagement_s,
    cast(ecommerce_purchases as bigint) as purchases,
    cast(purchase_revenue as decimal(18, 4)) as purchase_revenue,
    cast(total_revenue as decimal(18, 4)) as total_revenue,
    currency
from lake.google_analytics__daily_totals
