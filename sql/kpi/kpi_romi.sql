/* ---
description: >-
  Gross profit of the channels that carry marketing cost, less that cost, per ruble of it; media, agencies, tools
  and salaries all count.
description_ru: Валовая прибыль каналов, на которые тратят, за вычетом всех затрат на маркетинг, на рубль этих затрат.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: ROMI, ru: ROMI (возврат инвестиций)}
  area: roi
  formula:
    en: (attributed gross profit − full marketing cost) / full marketing cost × 100
    ru: (валовая прибыль по атрибуции − все затраты на маркетинг) / все затраты на маркетинг × 100
  unit: percent
  is_ratio: true
  direction: up
  baseline: previous
  source: CRM, ads, web
  article: AG2, B4
  interval: none
--- */
with channel_days as (
    select
        date,
        channel,
        sum(orders) as orders,
        sum(gross_profit) as gross_profit,
        sum(sales_without_cost) as sales_without_cost,
        sum(marketing_cost) as marketing_cost
    from marts.roi_daily
    group by date, channel
),

channel_sums as (
    select
        days.period,
        daily.channel,
        sum(daily.orders) as orders,
        coalesce(sum(daily.gross_profit), 0) as gross_profit,
        sum(daily.sales_without_cost) as sales_without_cost,
        sum(daily.marketing_cost) as marketing_cost
    from channel_days as daily
    inner join core.core_period_days as days on daily.date = days.date
    group by days.period, daily.channel
),

members as (
    select
        periods.period,
        'total' as dimension,
        'all' as member,
        sum(channels.orders) as orders,
        sum(channels.gross_profit) as gross_profit,
        sum(case when channels.sales_without_cost > 0 then 1 else 0 end) as uncosted_channels,
        sum(channels.marketing_cost) as marketing_cost
    from core.core_periods as periods
    left join channel_sums as channels on periods.period = channels.period and channels.marketing_cost > 0
    group by periods.period

    union all

    select
        period,
        'channel' as dimension,
        channel as member,
        orders,
        gross_profit,
        case when sales_without_cost > 0 then 1 else 0 end as uncosted_channels,
        marketing_cost
    from channel_sums
    where marketing_cost <> 0 or gross_profit <> 0 or sales_without_cost > 0
),

judged_members as (
    select
        periods.period_grain,
        periods.period,
        periods.period_start,
        periods.period_end,
        members.dimension,
        members.member,
        coalesce(members.orders, 0) as orders,
        coalesce(members.gross_profit, 0) as gross_profit,
        coalesce(members.marketing_cost, 0) as marketing_cost,
        case
            when periods.orders_status in ('no_data', 'incomplete') then periods.orders_status
            when periods.attribution_status = 'no_baseline' then 'no_baseline'
            when members.uncosted_channels > 0 then 'incomplete'
            else coalesce(periods.attribution_status, periods.orders_status)
        end as status
    from members
    inner join core.core_period_coverage as periods on members.period = periods.period
)

select
    period_grain,
    period,
    period_start,
    period_end,
    dimension,
    member,
    case
        when status in ('no_data', 'incomplete', 'no_baseline') then null
        else cast(gross_profit - marketing_cost as decimal(18, 4))
    end as numerator,
    case
        when status in ('no_data', 'incomplete', 'no_baseline') then null
        else cast(marketing_cost as decimal(18, 4))
    end as denominator,
    cast(orders as bigint) as sample_size,
    status
from judged_members
