/* ---
description: Days for which the visits of the primary web source were loaded, even where there were none.
grain: one row per date
key: [date]
owner: marketing-data
columns:
  date: >-
    A day that every account has which has days before and after it: of two counters, one that is missing a day makes
    a gap
--- */
with spans as (
    select loads.account, loads.date_from, loads.date_to
    from lake.loads as loads
    cross join config.company as company
    where loads.source = company.web_primary
        and loads.stream = 'visits'
        and loads.date_from is not null
),

account_days as (
    select distinct spans.account, cast(days.day as date) as date
    from spans
    cross join unnest(
        generate_series(cast(spans.date_from as timestamp), cast(spans.date_to as timestamp), interval 1 day)
    ) as days(day)
),

accounts as (
    select account, min(date) as first_day, max(date) as last_day
    from account_days
    group by account
),

loaded_days as (
    select date, count(*) as accounts
    from account_days
    group by date
)

select loaded.date
from loaded_days as loaded
inner join accounts on loaded.date between accounts.first_day and accounts.last_day
group by loaded.date, loaded.accounts
having count(*) = loaded.accounts
