/* ---
description: What became of a customer's orders of a month; a refund counts in the month of its order.
grain: one row per customer × month of orders, from the month of the first net one
key: [customer_id, month]
incremental_key: customer_id
owner: marketing-data
columns:
  orders: Net orders of the month
  revenue: Revenue of the orders of the month, less what was ever refunded of them
  gross_profit: Profit of those whose cost is known
  orders_without_cost: {description: Orders whose cost of goods is unknown, additive: yes}
--- */
with order_values as (
    select
        customer_id,
        account,
        order_id,
        sum(revenue) as revenue,
        case when count(*) = count(gross_profit) then sum(gross_profit) end as gross_profit
    from core.core_sales_events
    group by customer_id, account, order_id
)

select
    orders.customer_id,
    customers.cohort_month,
    cast(date_trunc('month', orders.sale_date) as date) as month,
    cast(sum(case when orders.refunded_in_full_on is null then 1 else 0 end) as bigint) as orders,
    cast(sum(sales.revenue) as decimal(18, 4)) as revenue,
    cast(coalesce(sum(sales.gross_profit), 0) as decimal(18, 4)) as gross_profit,
    cast(sum(case when sales.gross_profit is null then 1 else 0 end) as bigint) as orders_without_cost
from core.core_orders as orders
inner join core.core_customers as customers on orders.customer_id = customers.customer_id
inner join order_values as sales
    on orders.customer_id = sales.customer_id and orders.account = sales.account and orders.order_id = sales.order_id
where orders.is_sale and orders.sale_date >= customers.cohort_month
group by orders.customer_id, customers.cohort_month, cast(date_trunc('month', orders.sale_date) as date)
