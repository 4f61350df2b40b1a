/* ---
description: >-
  Share of visits that are people's, for the whole site and by channel, with an interval; no data where nothing tells
  robots, as in the data of Google Analytics.
description_ru: >-
  Доля визитов, сделанных людьми, по сайту и по каналам, с доверительным интервалом; нет данных, если роботов не
  отличить, как в данных Google Аналитики.
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
        sum(traffic.valid_visits) as valid_visits,
        sum(traffic.judged_visits) as judged_visits
    from core.core_channel_traffic_daily as traffic
    inner join core.core_period_days as days on traffic.date = days.date
    group by days.period, traffic.channel
),

traffic as (
    select
        period,
        'total' as dimension,
        'all' as member,
        sum(visits) as visits,
        sum(valid_visits) as valid_visits,
        sum(judged_visits) as judged_visits
    from channel_traffic
    group by period

    union all

    select period, 'channel' as dimension, channel as member, visits, valid_visits, judged_visits
    from channel_traffic
),

-- the whole site has a row in every period, a channel where it has visits
members as (
    select period, 'total' as dimension, 'all' as member
    from core.core_periods

    union all

    select period, 'channel' as dimension, channel as member
    from channel_traffic
),

-- where nothing tells robots, the share is unknown, and not whole
judged_members as (
    select
        members.period,
        members.dimension,
        members.member,
        coalesce(traffic.visits, 0) as visits,
        coalesce(traffic.valid_visits, 0) as valid_visits,
        case
            when traffic.visits > 0 and traffic.judged_visits = 0 then 'no_data'
            else periods.web_status
        end as status
    from members
    inner join core.core_period_coverage as periods on members.period = periods.period
    left join traffic
        on members.period = traffic.period
        and members.dimension = traffic.dimension
        and members.member = traffic.member
)

select
    periods.period_grain,
    periods.period,
    periods.period_start,
    periods.period_end,
    judged.dimension,
    judged.member,
    case
        when judged.status in ('no_data', 'incomplete') then null
        else cast(judged.valid_visits as decimal(18, 4))
    end as numerator,
    case
        when judged.status in ('no_data', 'incomplete') then null
        else cast(judged.visits as decimal(18, 4))
    end as denominator,
    cast(judged.visits as bigint) as sample_size,
    judged.status
from judged_members as judged
inner join core.core_period_coverage as periods on judged.period = periods.period
