/* ---
description: Sales and refunds with the channel and campaign that their order is credited to.
grain: one row per sale or refund of an order
key: [account, order_id, event_type, event_id]
incremental_key: order_id
follows: {core.core_attribution: conversion_id, core.core_customers: first_order_id}
owner: marketing-data
columns:
  orders: 1 for a sale, 0 for a refund
  new_customers: 1 for the first net order of a customer
  revenue_without_cost: The revenue where the cost is unknown, else 0
  sales_without_cost: 1 where the cost of a sale of some revenue is unknown
--- */
select
    sales.account,
    sales.order_id,
    sales.event_type,
    sales.event_id,
    sales.date,
    attribution.channel,
    attribution.campaign,
    case when sales.event_type = 'sale' then 1 else 0 end as orders,
    case
        when sales.event_type = 'sale' and customers.customer_id is not null then 1
        else 0
    end as new_customers,
    sales.revenue,
    sales.gross_profit,
    case when sales.gross_profit is null then sales.revenue else 0 end as revenue_without_cost,
    case when sales.gross_profit is null and sales.revenue <> 0 then 1 else 0 end as sales_without_cost
from core.core_sales_events as sales
inner join core.core_attribution as attribution
    on attribution.conversion_type = 'order'
    and sales.account = attribution.account
    and sales.order_id = attribution.conversion_id
left join core.core_customers as customers
    on sales.account = customers.first_account and sales.order_id = customers.first_order_id
