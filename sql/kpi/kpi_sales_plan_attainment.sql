/* ---
description: Net sales of the period as a share of the company's plan for it; 100 % is a plan that is met.
description_ru: Чистые продажи периода в процентах от плана компании; 100 % — план выполнен.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Sales plan attainment, ru: Выполнение плана продаж}
  area: sales
  formula: {en: net sales / plan × 100, ru: чистые продажи / план × 100}
  unit: percent
  is_ratio: true
  direction: up
  baseline: previous
  source: CRM, plan
  article: A1
  interval: none
--- */
with plans as (
    select period, target
    from core.core_plans
    where role = 'company' and kpi_code = 'net_sales' and dimension = 'total' and member = 'all'
),

sales as (
    select
        days.period,
        sum(daily.revenue) as revenue,
        sum(daily.orders) as orders
    from core.core_revenue_daily as daily
    inner join core.core_period_days as days on daily.date = days.date
    group by days.period
)

-- days and weeks are rarely planned: they are there only where they are
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
    plans.target as denominator,
    cast(coalesce(sales.orders, 0) as bigint) as sample_size,
    case when coalesce(plans.target, 0) <= 0 then 'no_plan' else periods.orders_status end as status
from core.core_period_coverage as periods
left join plans on periods.period = plans.period
left join sales on periods.period = sales.period
where periods.period_grain in ('month', 'quarter', 'year') or plans.target is not null
