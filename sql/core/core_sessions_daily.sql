/* ---
description: >-
  Sessions that Google Analytics counted on a day, by the channel of our rules and by its own, whether or not it is the
  company's primary web source.
grain: one row per date × channel × vendor channel × campaign
key: [date, channel, vendor_channel, campaign]
incremental: date
reach_days: 0
owner: marketing-data
checks:
  - name: sessions_are_conserved
    sql: >
      select coalesce(reported.date, daily.date) as date, reported.sessions, daily.sessions as daily_sessions
      from (
        select date, sum(sessions) as sessions from staging.stg_google_analytics__campaign_days
        where date >= $date_from and date < $date_to group by date
      ) as reported
      full join (
        select date, sum(sessions) as sessions from core.core_sessions_daily
        where date >= $date_from and date < $date_to group by date
      ) as daily on reported.date = daily.date
      where coalesce(reported.sessions, 0) <> coalesce(daily.sessions, 0)
columns:
  campaign: Campaign of the session; (none) where the vendor has only a word for having none, such as (organic)
--- */
select
    reported.date,
    coalesce(origins.channel, 'unassigned') as channel,
    reported.vendor_channel,
    case
        when reported.campaign in ('(not set)', '(direct)', '(organic)', '(referral)', '(ai-assistant)') then '(none)'
        else reported.campaign
    end as campaign,
    cast(sum(reported.sessions) as bigint) as sessions,
    cast(sum(reported.engaged_sessions) as bigint) as engaged_sessions,
    cast(sum(reported.page_views) as bigint) as page_views,
    cast(sum(reported.new_users) as bigint) as new_users,
    cast(round(sum(reported.engagement_s)) as bigint) as engagement_s
from staging.stg_google_analytics__campaign_days as reported
left join core.core_origin_channels as origins
    on reported.date = origins.date
    and origins.traffic_source = '(none)'
    and reported.source = origins.source
    and reported.medium = origins.medium
    and reported.campaign = origins.campaign
    and origins.date >= $date_from and origins.date < $date_to
where reported.date >= $date_from and reported.date < $date_to
group by
    reported.date,
    coalesce(origins.channel, 'unassigned'),
    reported.vendor_channel,
    case
        when reported.campaign in ('(not set)', '(direct)', '(organic)', '(referral)', '(ai-assistant)') then '(none)'
        else reported.campaign
    end
