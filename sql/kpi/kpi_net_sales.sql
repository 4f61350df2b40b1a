/* ---
description: >-
  Sales less refunds, net of VAT, in the reporting currency; a sale on the day it was paid, a refund on its own day.
description_ru: Продажи за вычетом возвратов без НДС в валюте отчёта; продажа в день оплаты, возврат в свой день.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Net sales, ru: Чистые продажи}
  area: sales
  formula: {en: sales − refunds, ru: продажи − возвраты}
  unit: money
  is_ratio: false
  direction: up
  baseline: year_ago
  source: CRM
  article: A
  interval: none
--- */
with sales as (
    select
        days.period,
        sum(daily.revenue) as revenue,
        sum(daily.orders) as orders
    from core.core_revenue_daily as daily
    inner join core.core_period_days as days on daily.date = days.date
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
    cast(null as decimal(18, 4)) as denominator,
    cast(coalesce(sales.orders, 0) as bigint) as sample_size,
    periods.orders_status as status
from core.core_period_coverage as periods
left join sales on periods.period = sales.period
