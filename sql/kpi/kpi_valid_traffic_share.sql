/* ---
description: Share of visits that are people's, for the whole site and by channel, with an interval.
description_ru: Доля визитов, сделанных людьми, по сайту и по каналам, с доверительным интервалом.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Valid traffic share, ru: Доля качественного трафика}
  area: traffic
  formula: {en: (1 − invalid visits / visits) × 100, ru: (1 − незасчитанные визиты / визиты) × 100}
  unit: percent
  is_ratio: true
  direction: up
  baseline: previous
  source: web
  article: B2
  interval: wilson
--- */
with channel_traffic as (
    select
        days.period,
        traffic.channel,
        sum(traffic.visits) as visits,
        sum(traffic.valid_visits) as valid_visits
    from core.core_channel_traffic_daily as traffic
    inner join core.core_period_days as days on traffic.date = days.date
    group by days.period, traffic.channel
),

traffic as (
    select period, 'total' as dimension, 'all' as member, sum(visits) as visits, sum(valid_visits) as valid_visits
    from channel_traffic
    group by period

    union all

    select period, 'channel' as dimension, channel as member, visits, valid_visits
    from channel_traffic
),

-- the whole site has a row in every period, a channel where it has visits
members as (
    select period, 'total' as dimension, 'all' as member
    from core.core_periods

    union all

    select period, 'channel' as dimension, channel as member
    from channel_traffic
)

select
    periods.period_grain,
    periods.period,
    periods.period_start,
    periods.period_end,
    members.dimension,
    members.member,
    case
        when periods.web_status in ('no_data', 'incomplete') then null
        else cast(coalesce(traffic.valid_visits, 0) as decimal(18, 4))
    end as numerator,
    case
        when periods.web_status in ('no_data', 'incomplete') then null
        else cast(coalesce(traffic.visits, 0) as decimal(18, 4))
    end as denominator,
    cast(coalesce(traffic.visits, 0) as bigint) as sample_size,
    periods.web_status as status
from members
inner join core.core_period_coverage as periods on members.period = periods.period
left join traffic
    on members.period = traffic.period
    and members.dimension = traffic.dimension
    and members.member = traffic.member
