/* ---
description: >-
  People that Google Analytics counted in a period from its first day up to the day of the row, by its own default
  channel group of the session; who came by two channels stands under both.
grain: one row per account × date × period × vendor channel
materialized: view
owner: marketing-data
columns:
  date: The property's local day, up to which the period is counted
--- */
select
    account,
    date,
    period_grain,
    period,
    period_start,
    coalesce(session_default_channel_group, '(not set)') as vendor_channel,
    cast(total_users as bigint) as total_users,
    cast(active_users as bigint) as active_users
from lake.google_analytics__channel_period_users
