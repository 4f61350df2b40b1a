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
    where loads.date_from is not null
        and loads.source = case
            when company.web_primary = 'google_analytics_events' then 'files'
            else company.web_primary
        end
        -- daily reports have no visits: their campaigns are what traffic is counted from
        and loads.stream = case company.web_primary
            when 'google_analytics' then 'campaign_days'
            when 'google_analytics_events' then 'web_events'
            else 'visits'
        end
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
