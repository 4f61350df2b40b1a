/* ---
description: >-
  Days, ISO weeks, months, quarters and years from the company's first day to today, each with the periods that it
  is compared with.
grain: one row per period
key: [period]
owner: marketing-data
columns:
  previous_period: The period right before it; NULL before the history starts
  year_ago_period: >-
    The same calendar period a year ago; no period has this name for a 29 February or a week 53 without one
--- */
with periods as (
    select distinct period_grain, period, period_start
    from core.core_period_days
),

bounded_periods as (
    select
        period_grain,
        period,
        period_start,
        cast(case period_grain
            when 'day' then period_start
            when 'week' then period_start + interval 6 day
            when 'month' then period_start + interval 1 month - interval 1 day
            when 'quarter' then period_start + interval 3 month - interval 1 day
            else period_start + interval 1 year - interval 1 day
        end as date) as period_end
    from periods
)

select
    periods.period_grain,
    periods.period,
    periods.period_start,
    periods.period_end,
    lag(periods.period) over (partition by periods.period_grain order by periods.period_start) as previous_period,
    lpad(cast(cast(substr(periods.period, 1, 4) as integer) - 1 as varchar), 4, '0')
        || substr(periods.period, 5) as year_ago_period,
    periods.period_end >= clock.today as is_open
from bounded_periods as periods
cross join config.clock as clock
