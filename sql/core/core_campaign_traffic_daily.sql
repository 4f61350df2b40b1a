/* ---
description: >-
  Traffic of a day by channel and campaign; where the web source tells only of days, a visit is a session of it.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
incremental: date
reach_days: 0
owner: marketing-data
--- */
select
    date,
    channel,
    campaign,
    count(*) as visits,
    count(*) filter (where is_valid) as valid_visits
from core.core_visits
where date >= $date_from and date < $date_to
group by date, channel, campaign

union all

select
    sessions.date,
    sessions.channel,
    sessions.campaign,
    cast(sum(sessions.sessions) as bigint) as visits,
    cast(sum(sessions.sessions) as bigint) as valid_visits
from core.core_sessions_daily as sessions
cross join config.company as company
where company.web_primary = 'google_analytics'
    and sessions.date >= $date_from and sessions.date < $date_to
group by sessions.date, sessions.channel, sessions.campaign
