/* ---
description: >-
  Of the customers active when the period began, those active when it ended; who came back in between isn't counted
  as kept.
description_ru: >-
  Доля покупателей, активных на начало периода, которые активны и на его конец; вернувшиеся не считаются
  удержанными.
grain: one row per period × dimension × member
key: [period, dimension, member]
owner: marketing-data
kpi:
  name: {en: Retention rate, ru: Удержание клиентов}
  area: customers
  formula:
    en: customers active at the start and at the end / customers active at the start × 100
    ru: покупатели, активные и на начало, и на конец / активные на начало × 100
  unit: percent
  is_ratio: true
  direction: up
  baseline: year_ago
  source: CRM
  article: B5
  interval: wilson
--- */
-- active for months on end: shorter periods than a month would say nothing
with periods as (
    select
        coverage.period_grain,
        coverage.period,
        coverage.period_start,
        coverage.period_end,
        cast(coverage.period_start - interval 1 day as date) as opens_after,
        least(coverage.period_end, clock.today) as closes_on,
        case
            when coverage.orders_status in ('no_data', 'incomplete') then coverage.orders_status
            when orders.covered_from
                > cast(coverage.period_start - company.active_customer_months * interval 1 month as date)
                then 'no_baseline'
            else coverage.orders_status
        end as status
    from core.core_period_coverage as coverage
    cross join config.clock as clock
    cross join config.company as company
    left join core.core_coverage as orders on orders.subject = 'orders'
    where coverage.period_grain in ('month', 'quarter', 'year')
),

-- who was lost and isn't active at the end was active at the start: the others of the start are kept
base_moves as (
    select
        periods.period,
        sum(case when daily.date <= periods.opens_after then daily.active else 0 end) as at_start,
        sum(case
            when daily.date <= periods.opens_after then 0
            when periods.period_grain = 'month' then daily.lost_of_month
            when periods.period_grain = 'quarter' then daily.lost_of_quarter
            else daily.lost_of_year
        end) as lost
    from periods
    inner join core.core_customers_daily as daily on daily.date <= periods.closes_on
    group by periods.period
),

kept as (
    select period, cast(at_start as bigint) as at_start, cast(at_start - lost as bigint) as at_end
    from base_moves
)

select
    periods.period_grain,
    periods.period,
    periods.period_start,
    periods.period_end,
    'total' as dimension,
    'all' as member,
    case
        when periods.status in ('no_data', 'incomplete', 'no_baseline') then null
        else cast(coalesce(kept.at_end, 0) as decimal(18, 4))
    end as numerator,
    case
        when periods.status in ('no_data', 'incomplete', 'no_baseline') then null
        else cast(coalesce(kept.at_start, 0) as decimal(18, 4))
    end as denominator,
    coalesce(kept.at_start, 0) as sample_size,
    periods.status
from periods
left join kept on periods.period = kept.period
