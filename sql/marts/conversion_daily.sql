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
        select date, count(*) as visits from core.core_conversions
        where is_valid and date >= $date_from and date < $date_to group by date
      ) as reached
      full join (
        select date, sum(converting_visits) as visits from marts.conversion_daily
        where date >= $date_from and date < $date_to group by date
      ) as daily on reached.date = daily.date
      where coalesce(reached.visits, 0) <> coalesce(daily.visits, 0)
columns:
  status: ok; zero_denominator where no visit is valid
--- */
with reached as (
    select
        date,
        channel,
        campaign,
        goal,
        sum(times_reached) as conversions,
        count(*) as converting_visits
    from core.core_conversions
    where is_valid and date >= $date_from and date < $date_to
    group by date, channel, campaign, goal
)

select
    traffic.date,
    traffic.channel,
    traffic.campaign,
    goals.goal,
    traffic.valid_visits,
    cast(coalesce(reached.conversions, 0) as bigint) as conversions,
    coalesce(reached.converting_visits, 0) as converting_visits,
    coalesce(reached.converting_visits, 0) / nullif(traffic.valid_visits, 0) as conversion_rate,
    case when traffic.valid_visits = 0 then 'zero_denominator' else 'ok' end as status
from core.core_campaign_traffic_daily as traffic
cross join config.goal_list as goals
left join reached
    on traffic.date = reached.date
    and traffic.channel = reached.channel
    and traffic.campaign = reached.campaign
    and goals.goal = reached.goal
where traffic.date >= $date_from and traffic.date < $date_to
