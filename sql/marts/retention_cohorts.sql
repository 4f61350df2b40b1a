/* ---
description: >-
  Customers by the month of their first net order, and what became of them; a refund counts in the month of its
  order.
description_ru: Покупатели по месяцу первого заказа и их дальнейшая жизнь; возврат относится к месяцу своего заказа.
grain: one row per cohort month × months since
key: [cohort_month, months_since]
owner: marketing-data
checks:
  - name: cohorts_are_conserved
    sql: >
      select coalesce(core.cohort_month, cohorts.cohort_month) as cohort_month, core.customers, cohorts.cohort_size
      from (
        select cohort_month, count(*) as customers from core.core_customers group by cohort_month
      ) as core
      full join (
        select cohort_month, cohort_size from marts.retention_cohorts where months_since = 0
      ) as cohorts on core.cohort_month = cohorts.cohort_month
      where coalesce(core.customers, 0) <> coalesce(cohorts.cohort_size, 0)
  - name: everyone_is_active_in_month_0
    sql: >
      select cohort_month from marts.retention_cohorts where months_since = 0 and active_customers <> cohort_size
columns:
  orders: Net orders of the cohort in the month
  revenue: Revenue of the cohort's orders of the month, less what was ever refunded of them
  status: ok; immature while the month isn't over; incomplete where orders begin inside it, stale where they end in it
--- */
with cohort_sizes as (
    select cohort_month, count(*) as cohort_size
    from core.core_customers
    group by cohort_month
),

-- every month from the cohort's own to the last one that orders are known for
last_month as (
    select date_trunc('month', max(date)) as month
    from core.core_orders_daily
),

grid as (
    select
        sizes.cohort_month,
        sizes.cohort_size,
        cast(months.month as date) as month,
        cast(
            (extract(year from months.month) - extract(year from sizes.cohort_month)) * 12
            + extract(month from months.month) - extract(month from sizes.cohort_month)
            as integer
        ) as months_since
    from cohort_sizes as sizes
    cross join last_month
    cross join unnest(
        generate_series(cast(sizes.cohort_month as timestamp), cast(last_month.month as timestamp), interval 1 month)
    ) as months(month)
),

cells as (
    select
        grid.cohort_month,
        grid.months_since,
        grid.month,
        grid.cohort_size,
        coalesce(sums.active_customers, 0) as active_customers,
        coalesce(sums.orders, 0) as orders,
        coalesce(sums.revenue, 0) as revenue,
        coalesce(sums.gross_profit, 0) as gross_profit,
        coalesce(sums.orders_without_cost, 0) as orders_without_cost
    from grid
    left join core.core_cohort_months as sums on grid.cohort_month = sums.cohort_month and grid.month = sums.month
),

running_cells as (
    select
        *,
        sum(revenue) over life_so_far as revenue_so_far,
        sum(gross_profit) over life_so_far as gross_profit_so_far,
        sum(orders_without_cost) over life_so_far as orders_without_cost_so_far
    from cells
    window life_so_far as (
        partition by cohort_month
        order by months_since
        rows between unbounded preceding and current row
    )
)

select
    cells.cohort_month,
    cells.months_since,
    cells.cohort_size,
    cells.active_customers,
    cells.active_customers / cells.cohort_size as retention_rate,
    cast(cells.orders as bigint) as orders,
    cast(cells.revenue as decimal(18, 2)) as revenue,
    cast(cells.revenue_so_far / cells.cohort_size as decimal(18, 2)) as cumulative_revenue_per_customer,
    case
        when cells.orders_without_cost_so_far = 0
            then cast(cells.gross_profit_so_far / cells.cohort_size as decimal(18, 2))
    end as cumulative_ltv,
    case
        when cast(cells.month + interval 1 month as date) > clock.today then 'immature'
        else coalesce(coverage.orders_status, 'ok')
    end as status
from running_cells as cells
cross join config.clock as clock
left join core.core_period_coverage as coverage
    on coverage.period_grain = 'month' and cells.month = coverage.period_start
