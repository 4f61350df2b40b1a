/* ---
description: What the customers of a cohort bought in a month; a refund counts in the month of its order.
grain: one row per cohort month × month of orders
key: [cohort_month, month]
incremental_key: month
follows: {core.core_customer_months: month}
owner: marketing-data
columns:
  orders: Net orders of the cohort in the month
  revenue: Revenue of the cohort's orders of the month, less what was ever refunded of them
  gross_profit: Profit of those whose cost is known
  orders_without_cost: {description: Orders whose cost of goods is unknown, additive: yes}
--- */
select
    cohort_month,
    month,
    count(*) filter (where orders > 0) as active_customers,
    cast(sum(orders) as bigint) as orders,
    cast(sum(revenue) as decimal(18, 4)) as revenue,
    cast(sum(gross_profit) as decimal(18, 4)) as gross_profit,
    cast(sum(orders_without_cost) as bigint) as orders_without_cost
from core.core_customer_months
group by cohort_month, month
