/* ---
description: How often the company's channel rules give a visit the channel that its web source itself gave it.
description_ru: Как часто правила каналов компании относят визит к тому же каналу, что и сам источник веб-данных.
grain: one row per month × source
key: [month, source]
owner: marketing-data
columns:
  source: The web source; google_analytics or files
  visits: {description: Visits or sessions to which the source gives a channel, additive: yes}
  status: ok; zero_denominator where the source gives no channel to any
--- */
with classified as (
    select date, 'google_analytics' as source, vendor_channel, channel, sessions as visits
    from core.core_sessions_daily

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
),

-- Google's groups have the names of our channels, but for three; a file may have our own codes
named as (
    select
        cast(date_trunc('month', date) as date) as month,
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
),

monthly as (
    select
        month,
        source,
        sum(case when vendor_channel <> '(not_set)' then visits else 0 end) as visits,
        sum(case when vendor_channel <> '(not_set)' and vendor_channel = channel then visits else 0 end)
            as agreeing_visits
    from named
    group by month, source
)

select
    month,
    source,
    cast(visits as bigint) as visits,
    cast(agreeing_visits as bigint) as agreeing_visits,
    agreeing_visits / nullif(visits, 0) as agreement_rate,
    case when visits = 0 then 'zero_denominator' else 'ok' end as status
from monthly
