/* ---
description: Visits of a day to which their web source itself gives a channel, and those to which our rules give the same.
grain: one row per date × source
key: [date, source]
incremental: date
owner: marketing-data
columns:
  source: The web source; google_analytics or files
  visits: {description: Visits or sessions to which the source gives a channel, additive: yes}
--- */
with classified as (
    select date, 'google_analytics' as source, vendor_channel, channel, sessions as visits
    from core.core_sessions_daily
    where date >= $date_from and date < $date_to

    union all

    select
        visits.date,
        company.web_primary as source,
        coalesce(visits.vendor_channel, '(not set)') as vendor_channel,
        visits.channel,
        1 as visits
    from core.core_visits as visits
    cross join config.company as company
    -- the others have groups of their own, which no channel stands for
    where company.web_primary in ('files', 'google_analytics_events')
        and visits.date >= $date_from and visits.date < $date_to
),

-- Google's groups have the names of our channels, but for three; a file may have our own codes
named as (
    select
        date,
        source,
        channel,
        case replace(replace(lower(trim(vendor_channel)), ' ', '_'), '-', '_')
            when 'paid_other' then 'other_paid'
            when 'mobile_push_notifications' then 'push'
            when '(other)' then '(not_set)'
            when '(data_not_available)' then '(not_set)'
            else replace(replace(lower(trim(vendor_channel)), ' ', '_'), '-', '_')
        end as vendor_channel,
        visits
    from classified
)

select
    date,
    source,
    cast(sum(case when vendor_channel <> '(not_set)' then visits else 0 end) as bigint) as visits,
    cast(sum(case when vendor_channel <> '(not_set)' and vendor_channel = channel then visits else 0 end) as bigint)
        as agreeing_visits
from named
group by date, source
