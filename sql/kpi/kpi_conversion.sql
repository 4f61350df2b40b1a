/* ---
description: Share of people's visits that reached a goal, by goal, with an interval.
description_ru: Доля визитов людей, в которых достигнута цель, по целям, с доверительным интервалом.
grain: one row per period × goal
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Conversion into a goal, ru: Конверсия в цель}
  area: traffic
  formula: {en: visits that reached the goal / valid visits × 100, ru: визиты с целью / качественные визиты × 100}
  unit: percent
  is_ratio: true
  direction: up
  baseline: previous
  source: web
  article: B1
  interval: wilson
--- */
-- a visit belongs to one day and one campaign, so that visits with a goal add up
with goal_days as (
    select
        date,
        goal,
        sum(converting_visits) as converting_visits,
        sum(valid_visits) as valid_visits,
        max(case when status = 'no_data' then 1 else 0 end) as lacks_days
    from marts.conversion_daily
    group by date, goal
),

goal_traffic as (
    select
        days.period,
        daily.goal,
        sum(daily.converting_visits) as converting_visits,
        sum(daily.valid_visits) as valid_visits,
        max(daily.lacks_days) as lacks_days
    from goal_days as daily
    inner join core.core_period_days as days on daily.date = days.date
    group by days.period, daily.goal
),

goal_periods as (
    select
        periods.period_grain,
        periods.period,
        periods.period_start,
        periods.period_end,
        goals.goal,
        -- where both are the vendor's estimates, the part may come out as more than the whole
        coalesce(least(traffic.converting_visits, traffic.valid_visits), 0) as converting_visits,
        coalesce(traffic.valid_visits, 0) as valid_visits,
        case
            when periods.web_status is null and traffic.lacks_days = 1 then 'incomplete'
            else periods.web_status
        end as status
    from core.core_period_coverage as periods
    cross join config.goal_list as goals
    left join goal_traffic as traffic on periods.period = traffic.period and goals.goal = traffic.goal
)

select
    period_grain,
    period,
    period_start,
    period_end,
    'goal' as dimension,
    goal as member,
    case
        when status in ('no_data', 'incomplete') then null
        else cast(converting_visits as decimal(18, 4))
    end as numerator,
    case
        when status in ('no_data', 'incomplete') then null
        else cast(valid_visits as decimal(18, 4))
    end as denominator,
    cast(valid_visits as bigint) as sample_size,
    status
from goal_periods
