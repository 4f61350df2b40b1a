/* ---
description: >-
  Conversions of valid visits into each goal, by channel and campaign; a goal that nobody reached has its row too.
description_ru: >-
  Конверсии качественных визитов в каждую цель по каналам и кампаниям; у цели без конверсий тоже есть строка.
grain: one row per date × channel × campaign × goal
key: [date, channel, campaign, goal]
incremental: date
reach_days: 0
owner: marketing-data
checks:
  - name: conversions_are_conserved
    sql: >
      select coalesce(reached.date, daily.date) as date, reached.visits, daily.visits as published_visits
      from (
        select date, sum(converting_visits) as visits from core.core_conversions_daily
        where date >= $date_from and date < $date_to group by date
      ) as reached
      full join (
        select date, sum(converting_visits) as visits from marts.conversion_daily
        where date >= $date_from and date < $date_to group by date
      ) as daily on reached.date = daily.date
      where coalesce(reached.visits, 0) <> coalesce(daily.visits, 0)
columns:
  conversions: How often valid visits reached the goal; NULL where nobody knows
  converting_visits: Valid visits that reached the goal; NULL where nobody knows
  status: ok; zero_denominator where no visit is valid; no_data on a day whose conversions weren't loaded
--- */
-- a report of conversions may name a campaign that the report of sessions hasn't
with members as (
    select date, channel, campaign
    from core.core_campaign_traffic_daily
    where date >= $date_from and date < $date_to

    union

    select date, channel, campaign
    from core.core_conversions_daily
    where date >= $date_from and date < $date_to
),

-- where campaigns tell of key events and the report of them has none, it is missing
unknown_days as (
    select sessions.date
    from staging.stg_google_analytics__campaign_days as sessions
    cross join config.company as company
    left join (
        select distinct date
        from staging.stg_google_analytics__key_event_days
        where date >= $date_from and date < $date_to
    ) as reported on sessions.date = reported.date
    where company.web_primary = 'google_analytics'
        and reported.date is null
        and sessions.date >= $date_from and sessions.date < $date_to
    group by sessions.date
    having sum(sessions.key_events) > 0
)

select
    members.date,
    members.channel,
    members.campaign,
    goals.goal,
    coalesce(traffic.valid_visits, 0) as valid_visits,
    case when unknown.date is null then coalesce(reached.conversions, 0) end as conversions,
    case when unknown.date is null then coalesce(reached.converting_visits, 0) end as converting_visits,
    case
        when unknown.date is null
            then coalesce(reached.converting_visits, 0) / nullif(traffic.valid_visits, 0)
    end as conversion_rate,
    case
        when unknown.date is not null then 'no_data'
        when coalesce(traffic.valid_visits, 0) = 0 then 'zero_denominator'
        else 'ok'
    end as status
from members
cross join config.goal_list as goals
left join unknown_days as unknown on members.date = unknown.date
left join core.core_campaign_traffic_daily as traffic
    on members.date = traffic.date
    and members.channel = traffic.channel
    and members.campaign = traffic.campaign
left join core.core_conversions_daily as reached
    on members.date = reached.date
    and members.channel = reached.channel
    and members.campaign = reached.campaign
    and goals.goal = reached.goal
