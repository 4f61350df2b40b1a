/* ---
description: Which periods each day up to today belongs to, under the names that periods have everywhere.
grain: one row per period × date
key: [period, date]
owner: marketing-data
--- */
with days as (
    select
        dates.date,
        dates.week_start,
        dates.month_start,
        dates.quarter_start,
        dates.year_start,
        lpad(cast(dates.year as varchar), 4, '0') as year_text,
        cast(dates.quarter as varchar) as quarter_text,
        lpad(cast(dates.month_number as varchar), 2, '0') as month_text,
        lpad(cast(dates.iso_year as varchar), 4, '0') as iso_year_text,
        lpad(cast(dates.iso_week as varchar), 2, '0') as iso_week_text
    from core.core_dates as dates
    cross join config.clock as clock
    where dates.date <= clock.today
)

select 'day' as period_grain, cast(date as varchar) as period, date as period_start, date
from days

union all

select 'week' as period_grain, iso_year_text || '-W' || iso_week_text as period, week_start as period_start, date
from days

union all

select 'month' as period_grain, year_text || '-' || month_text as period, month_start as period_start, date
from days

union all

select 'quarter' as period_grain, year_text || '-Q' || quarter_text as period, quarter_start as period_start, date
from days

union all

select 'year' as period_grain, year_text as period, year_start as period_start, date
from days
