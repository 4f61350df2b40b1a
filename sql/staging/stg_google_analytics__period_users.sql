/* ---
description: >-
  People that Google Analytics counted in a period from its first day up to the day of the row; the row of the
  period's last day is the whole period.
grain: one row per account × date × period
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
    cast(total_users as bigint) as total_users,
    cast(active_users as bigint) as active_users,
    cast(new_users as bigint) as new_users
from lake.google_analytics__period_users
