/* ---
description: For every period, whether orders, web data, and the web data that attribution looks back to are all there.
grain: one row per period
key: [period]
owner: marketing-data
columns:
  orders_status: >-
    NULL where orders are known for the whole period up to yesterday; else no_data, incomplete (they begin inside
    it), stale (they end inside it)
  web_status: >-
    NULL where every day of the period up to yesterday was loaded; else no_data, incomplete (days are missing),
    stale (the last ones are)
  attribution_status: >-
    NULL where web data covers the period and the attribution window before it; else no_baseline (days are missing, or
    the source tells only of days, and no visit can be credited), stale (the last days are missing)
--- */
with pulled as (
    select source, max(due_to) as due_to
    from config.pulled_streams
    group by source
),

bounds as (
    select
        periods.period_grain,
        periods.period,
        periods.period_start,
        periods.period_end,
        least(periods.period_end, cast(clock.today - interval 1 day as date)) as due_to,
        -- west of the company the source's days end later
        least(periods.period_end, coalesce(pulled.due_to, cast(clock.today - interval 1 day as date))) as web_due_to,
        cast(periods.period_start - company.attribution_days * interval 1 day as date) as window_start,
        orders.covered_from as orders_from,
        orders.covered_to as orders_to,
        company.web_primary <> 'google_analytics' as has_visits,
        web.covered_from as web_from,
        web.covered_to as web_to
    from core.core_periods as periods
    cross join config.clock as clock
    cross join config.company as company
    left join core.core_coverage as orders on orders.subject = 'orders'
    left join core.core_coverage as web on web.subject = 'web'
    left join pulled on company.web_primary = pulled.source
),

-- the days missing inside the web data; what lies outside its ends is told by the ends
web_gaps as (
    select dates.date
    from core.core_dates as dates
    inner join core.core_coverage as web
        on web.subject = 'web' and dates.date between web.covered_from and web.covered_to
    left join core.core_web_days as loaded on dates.date = loaded.date
    where loaded.date is null
),

last_gaps as (
    select
        bounds.period,
        max(gaps.date) as last_gap
    from bounds
    inner join web_gaps as gaps on gaps.date between bounds.window_start and bounds.period_end
    group by bounds.period
)

select
    bounds.period_grain,
    bounds.period,
    bounds.period_start,
    bounds.period_end,
    case
        when bounds.orders_from is null
            or bounds.period_end < bounds.orders_from
            or bounds.period_start > bounds.orders_to then 'no_data'
        when bounds.period_start < bounds.orders_from then 'incomplete'
        when bounds.orders_to < bounds.due_to then 'stale'
    end as orders_status,
    case
        when bounds.web_from is null
            or bounds.period_end < bounds.web_from
            or bounds.period_start > bounds.web_to then 'no_data'
        when bounds.period_start < bounds.web_from or last_gaps.last_gap >= bounds.period_start then 'incomplete'
        when bounds.web_to < bounds.web_due_to then 'stale'
    end as web_status,
    case
        when not bounds.has_visits
            or bounds.web_from is null
            or bounds.window_start < bounds.web_from
            or bounds.period_start > bounds.web_to
            or last_gaps.last_gap is not null then 'no_baseline'
        when bounds.web_to < bounds.web_due_to then 'stale'
    end as attribution_status
from bounds
left join last_gaps on bounds.period = last_gaps.period
