/* ---
description: >-
  Conversions of a day into each goal, by channel and campaign, of valid visits; where the web source tells only of
  days, of its sessions with key events.
grain: one row per date × channel × campaign × goal
key: [date, channel, campaign, goal]
incremental: date
reach_days: 0
owner: marketing-data
columns:
  conversions: How often the goal was reached; key events that the vendor shares out are rounded to whole ones
  converting_visits: >-
    Visits that reached the goal. Of a goal that is several key events, the sessions with the most frequent of them,
    for a session with two of them would count twice in their sum
--- */
with reached_events as (
    select
        events.date,
        coalesce(origins.channel, 'unassigned') as channel,
        case
            when events.campaign in ('(not set)', '(direct)', '(organic)', '(referral)', '(ai-assistant)') then '(none)'
            else events.campaign
        end as campaign,
        events.event_name,
        goals.goal,
        events.key_events,
        events.event_sessions
    from staging.stg_google_analytics__key_event_days as events
    cross join config.company as company
    inner join config.goals as goals on events.event_name = goals.source_goal
    left join core.core_origin_channels as origins
        on events.date = origins.date
        and origins.traffic_source = '(none)'
        and events.source = origins.source
        and events.medium = origins.medium
        and events.campaign = origins.campaign
        and origins.date >= $date_from and origins.date < $date_to
    where company.web_primary = 'google_analytics'
        and events.date >= $date_from and events.date < $date_to
),

event_sums as (
    select
        date,
        channel,
        campaign,
        event_name,
        goal,
        sum(key_events) as key_events,
        sum(event_sessions) as event_sessions
    from reached_events
    group by date, channel, campaign, event_name, goal
)

select
    date,
    channel,
    campaign,
    goal,
    cast(sum(times_reached) as bigint) as conversions,
    count(*) as converting_visits
from core.core_conversions
where is_valid and date >= $date_from and date < $date_to
group by date, channel, campaign, goal

union all

select
    date,
    channel,
    campaign,
    goal,
    cast(round(sum(key_events)) as bigint) as conversions,
    cast(max(event_sessions) as bigint) as converting_visits
from event_sums
group by date, channel, campaign, goal
