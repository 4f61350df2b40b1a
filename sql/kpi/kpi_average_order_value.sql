/* ---
description: Net sales of the period per net order of it, a ratio of sums and never a mean of means.
description_ru: Чистые продажи периода на один чистый заказ; отношение сумм, а не среднее средних.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Average order value, ru: Средний чек}
  area: customers
  formula: {en: net sales / net orders, ru: чистые продажи / чистые заказы}
  unit: money
  is_ratio: true
  direction: up
  baseline: year_ago
  source: CRM
  article: B5
  interval: none
--- */
with sales as (
    select days.period, sum(daily.revenue) as revenue
    from core.core_revenue_daily as daily
    inner join core.core_period_days as days on daily.date = days.date
    group by days.period
),

-- an order that was refunded in full by the end of the period isn't net for this period
net_orders as (
    select days.period, cast(sum(daily.orders) as bigint) as orders
    from core.core_orders_daily as daily
    inner join core.core_period_days as days on daily.date = days.date
    inner join core.core_periods as periods on days.period = periods.period
    where daily.net_until > periods.period_end
    group by days.period
)

select
    periods.period_grain,
    periods.period,
    periods.period_start,
    periods.period_end,
    'total' as dimension,
    'all' as member,
    case
        when periods.orders_status in ('no_data', 'incomplete') then null
        else cast(coalesce(sales.revenue, 0) as decimal(18, 4))
    end as numerator,
    case
        when periods.orders_status in ('no_data', 'incomplete') then null
        else cast(coalesce(net_orders.orders, 0) as decimal(18, 4))
    end as denominator,
    coalesce(net_orders.orders, 0) as sample_size,
    periods.orders_status as status
from core.core_period_coverage as periods
left join sales on periods.period = sales.period
left join net_orders on periods.period = net_orders.period
