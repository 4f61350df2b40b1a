/* ---
description: The calendar, from the first day of the company's history to the last day of the current year.
grain: one row per date
key: [date]
owner: marketing-data
columns:
  week_start: Monday of the ISO week
--- */
with days as (
    select cast(days.day as date) as date
    from config.company as company
    cross join config.clock as clock
    cross join unnest(
        generate_series(
            cast(company.history_starts_on as timestamp),
            cast(date_trunc('year', clock.today) + interval 1 year - interval 1 day as timestamp),
            interval 1 day
        )
    ) as days(day)
),

days_with_weeks as (
    select
        date,
        cast(date_trunc('week', date) as date) as week_start,
        cast(date_trunc('month', date) as date) as month_start,
        cast(date_trunc('quarter', date) as date) as quarter_start,
        cast(date_trunc('year', date) as date) as year_start
    from days
),

-- an ISO week belongs to the year of its Thursday
thursdays as (
    select
        date,
        week_start,
        month_start,
        quarter_start,
        year_start,
        cast(week_start + interval 3 day as date) as thursday
    from days_with_weeks
)

select
    date,
    week_start,
    month_start,
    quarter_start,
    year_start,
    cast(extract(year from date) as integer) as year,
    cast(extract(quarter from date) as integer) as quarter,
    cast(extract(month from date) as integer) as month_number,
    cast(extract(day from date) as integer) as day_of_month,
    cast(extract(year from thursday) as integer) as iso_year,
    cast((extract(doy from thursday) - 1) // 7 + 1 as integer) as iso_week
from thursdays
