/* ---
description: >-
  Traffic of a day by channel; people are counted once a day and channel, on valid visits only. Where the web source
  tells only of days (Google Analytics' reports), a visit is a session; it names no robots but leaves out those that it
  knows, so all sessions count as valid, and nobody knows how many are not.
grain: one row per date × channel
key: [date, channel]
incremental: date
reach_days: 0
owner: marketing-data
columns:
  bounces: Valid visits that left at once; of sessions, those that were not engaged
  visitors:
    description: >-
      Distinct browsers with a valid visit on the day in the channel; NULL where the source only tells of days, for
      its people can't be added up (web_users has them by its own channels)
    additive: distinct
--- */
select
    date,
    channel,
    count(*) as visits,
    count(*) filter (where is_valid) as valid_visits,
    count(*) filter (where is_suspect) as suspect_visits,
    count(*) filter (where not is_valid) as invalid_visits,
    count(*) filter (where is_judged) as judged_visits,
    count(*) filter (where is_valid and is_bounce) as bounces,
    count(*) filter (where is_valid and not is_bounce) as engaged_visits,
    cast(coalesce(sum(page_views) filter (where is_valid), 0) as bigint) as page_views,
    cast(coalesce(sum(duration_s) filter (where is_valid), 0) as bigint) as duration_s,
    count(distinct visitor_id) filter (where is_valid) as visitors,
    count(distinct visitor_id) filter (where is_valid and is_new_visitor) as new_visitors
from core.core_visits
where date >= $date_from and date < $date_to
group by date, channel

union all

select
    sessions.date,
    sessions.channel,
    cast(sum(sessions.sessions) as bigint) as visits,
    cast(sum(sessions.sessions) as bigint) as valid_visits,
    cast(null as bigint) as suspect_visits,
    cast(null as bigint) as invalid_visits,
    cast(0 as bigint) as judged_visits,
    -- both are estimates of their own: the engaged ones may come out as more than all
    cast(greatest(sum(sessions.sessions) - sum(sessions.engaged_sessions), 0) as bigint) as bounces,
    cast(least(sum(sessions.engaged_sessions), sum(sessions.sessions)) as bigint) as engaged_visits,
    cast(sum(sessions.page_views) as bigint) as page_views,
    cast(sum(sessions.engagement_s) as bigint) as duration_s,
    cast(null as bigint) as visitors,
    cast(sum(sessions.new_users) as bigint) as new_visitors
from core.core_sessions_daily as sessions
cross join config.company as company
where company.web_primary = 'google_analytics'
    and sessions.date >= $date_from and sessions.date < $date_to
group by sessions.date, sessions.channel
