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
        cast(coverage.period_start - interval 1 day as date) as opens_after,
        coverage.orders_status,
        cast(coverage.period_start - company.active_customer_months * interval 1 month as date) as active_from,
        cast(
            least(coverage.period_end, clock.today) - company.repeat_purchase_days * interval 1 day as date
        ) as repeat_after,
        company.active_customer_months,
        orders.covered_from
    from core.core_period_coverage as coverage
    cross join config.clock as clock
    cross join config.company as company
    inner join core.core_coverage as orders on orders.subject = 'orders'
    where coverage.period_grain = 'month' and coalesce(coverage.orders_status, 'ok') <> 'no_data'
),

customer_months as (
    select
        months.month,
        spans.customer_id,
        max(case when spans.active_until > months.closes_on then 1 else 0 end) as at_end,
        max(case
            when spans.active_from <= months.opens_after and spans.active_until > months.opens_after then 1
            else 0
        end) as at_start,
        max(case when spans.active_from <= months.opens_after then 1 else 0 end) as before
    from months
    inner join core.core_customer_activity as spans on spans.active_from <= months.closes_on
    group by months.month, spans.customer_id
),

base_moves as (
    select
        month,
        sum(at_end) as active,
        sum(at_start) as active_at_start,
        sum(at_end * (1 - before)) as new,
        sum(at_end * (1 - at_start) * before) as returning,
        sum(at_start * (1 - at_end)) as lost
    from customer_months
    group by month
),

-- an order that was refunded in full by the end of the month isn't net for this month
net_orders as (
    select
        months.month,
        orders.customer_id,
        case when orders.sale_date >= months.month then 1 else 0 end as in_month,
        case
            when cast(orders.sale_date + months.active_customer_months * interval 1 month as date) > months.closes_on
                then 1
            else 0
        end as in_active_window,
        case when orders.sale_date > months.repeat_after then 1 else 0 end as in_repeat_window
    from months
    inner join core.core_orders as orders on orders.sale_date <= months.closes_on
    where orders.is_sale and coalesce(orders.refunded_in_full_on, date '9999-12-31') > months.closes_on
),

customer_orders as (
    select
        month,
        customer_id,
        sum(in_month) as orders,
        sum(in_active_window) as window_orders,
        sum(in_repeat_window) as repeat_window_orders
    from net_orders
    group by month, customer_id
),

order_sums as (
    select
        month,
        sum(orders) as orders,
        sum(window_orders) as window_orders,
        sum(case when repeat_window_orders >= 2 then 1 else 0 end) as repeat_customers,
        sum(case when repeat_window_orders >= 1 then 1 else 0 end) as window_customers
    from customer_orders
    group by month
),

revenue as (
    select cast(date_trunc('month', date) as date) as month, sum(revenue) as net_revenue
    from core.core_sales_events
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
    cast(coalesce(sums.orders, 0) as bigint) as orders,
    cast(coalesce(revenue.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(revenue.net_revenue, 0) / nullif(sums.orders, 0) as decimal(18, 2)) as average_order_value,
    case when known.is_known then sums.window_orders / nullif(moves.active, 0) end as purchase_frequency,
    case
        when known.is_known then sums.repeat_customers / nullif(sums.window_customers, 0)
    end as repeat_purchase_rate,
    known.status
from known_moves as known
left join base_moves as moves on known.month = moves.month
left join order_sums as sums on known.month = sums.month
left join revenue on known.month = revenue.month
