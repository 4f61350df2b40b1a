/* ---
description: Customers active at the end of each month, who came, returned and left in it, and how they bought.
description_ru: Активные покупатели на конец месяца, пришедшие, вернувшиеся и ушедшие за месяц, и как они покупали.
grain: one row per month
key: [month]
owner: marketing-data
checks:
  - name: the_base_moves_by_who_came_and_left
    sql: >
      select month from marts.customers_monthly
      where active <> active_at_start + "new" + "returning" - lost
columns:
  active:
    description: Customers with a net order within so many months before the end of the month (company.yaml)
    additive: distinct
  new: Of the active ones, those who had never been active before the month
  returning:
    description: Of the active ones, those who had been active once, but not when the month began
    additive: distinct
  orders: Net orders paid in the month, as of its end
  net_revenue: Sales of the month less its refunds, whenever the refunded order was
  purchase_frequency: Net orders of the active window per active customer
  repeat_purchase_rate: >-
    Of the customers with a net order in the repeat purchase window (company.yaml), those with at least two
  status: >-
    ok; no_data and incomplete where orders don't cover the month; stale where they end inside it; no_baseline
    where they don't reach back over both windows
--- */
with months as (
    select
        coverage.period_start as month,
        least(coverage.period_end, clock.today) as closes_on,
        coverage.orders_status,
        cast(coverage.period_start - company.active_customer_months * interval 1 month as date) as active_from,
        cast(
            least(coverage.period_end, clock.today) - company.repeat_purchase_days * interval 1 day as date
        ) as repeat_after,
        orders.covered_from
    from core.core_period_coverage as coverage
    cross join config.clock as clock
    cross join config.company as company
    inner join core.core_coverage as orders on orders.subject = 'orders'
    where coverage.period_grain = 'month' and coalesce(coverage.orders_status, 'ok') <> 'no_data'
),

base_sums as (
    select
        months.month,
        sum(daily.active) as active,
        sum(case when daily.date < months.month then daily.active else 0 end) as active_at_start,
        sum(case when daily.date >= months.month then daily.new else 0 end) as new,
        sum(case when daily.date >= months.month then daily.lost_of_month else 0 end) as lost,
        sum(daily.buyers) as buyers,
        sum(daily.repeat_buyers) as repeat_buyers
    from months
    inner join core.core_customers_daily as daily on daily.date <= months.closes_on
    group by months.month
),

-- who is active at the end was active at the start and wasn't lost, or is new, or returned
base_moves as (
    select
        month,
        active,
        active_at_start,
        new,
        active - (active_at_start - lost) - new as returning,
        lost,
        buyers,
        repeat_buyers
    from base_sums
),

-- an order that was refunded in full by the end of the month isn't net for this month
month_orders as (
    select months.month, sum(daily.orders) as orders
    from months
    inner join core.core_orders_daily as daily
        on months.month = date_trunc('month', daily.date)
        and daily.date <= months.closes_on and daily.net_until > months.closes_on
    group by months.month
),

order_changes as (
    select date, orders
    from core.core_orders_daily
    where net_until > date

    union all

    select
        least(cast(daily.date + company.active_customer_months * interval 1 month as date), daily.net_until) as date,
        -daily.orders as orders
    from core.core_orders_daily as daily
    cross join config.company as company
    where daily.net_until > daily.date
),

order_change_days as (
    select date, sum(orders) as orders
    from order_changes
    group by date
),

window_orders as (
    select months.month, sum(changes.orders) as orders
    from months
    inner join order_change_days as changes on changes.date <= months.closes_on
    group by months.month
),

revenue as (
    select cast(date_trunc('month', date) as date) as month, sum(revenue) as net_revenue
    from core.core_revenue_daily
    group by cast(date_trunc('month', date) as date)
),

judged_months as (
    select
        month,
        case
            when orders_status = 'incomplete' then orders_status
            when covered_from > active_from or covered_from > cast(repeat_after + interval 1 day as date)
                then 'no_baseline'
            else coalesce(orders_status, 'ok')
        end as status
    from months
),

-- what needs a past that isn't there is unknown
known_moves as (
    select
        judged.month,
        judged.status,
        judged.status in ('ok', 'stale') as is_known
    from judged_months as judged
)

select
    known.month,
    case when known.is_known then cast(coalesce(moves.active, 0) as bigint) end as active,
    case when known.is_known then cast(coalesce(moves.active_at_start, 0) as bigint) end as active_at_start,
    case when known.is_known then cast(coalesce(moves.new, 0) as bigint) end as new,
    case when known.is_known then cast(coalesce(moves.returning, 0) as bigint) end as returning,
    case when known.is_known then cast(coalesce(moves.lost, 0) as bigint) end as lost,
    cast(coalesce(month_orders.orders, 0) as bigint) as orders,
    cast(coalesce(revenue.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(revenue.net_revenue, 0) / nullif(month_orders.orders, 0) as decimal(18, 2)) as average_order_value,
    case when known.is_known then window_orders.orders / nullif(moves.active, 0) end as purchase_frequency,
    case
        when known.is_known then moves.repeat_buyers / nullif(moves.buyers, 0)
    end as repeat_purchase_rate,
    known.status
from known_moves as known
left join base_moves as moves on known.month = moves.month
left join month_orders on known.month = month_orders.month
left join window_orders on known.month = window_orders.month
left join revenue on known.month = revenue.month
