/* ---
description: Orders, revenue and profit of a day by the channel and campaign that they are credited to.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
owner: marketing-data
checks:
  - name: sales_are_conserved
    sql: >
      select events.revenue, daily.revenue as daily_revenue, events.gross_profit, daily.gross_profit as daily_profit
      from (
        select coalesce(sum(revenue), 0) as revenue, coalesce(sum(gross_profit), 0) as gross_profit
        from core.core_sales_events
      ) as events
      cross join (
        select coalesce(sum(revenue), 0) as revenue, coalesce(sum(gross_profit), 0) as gross_profit
        from core.core_sales_daily
      ) as daily
      where events.revenue <> daily.revenue or events.gross_profit <> daily.gross_profit
columns:
  date: The day of the payment, else of the order; of the refund
  orders: Paid orders; a refund lowers revenue and gross profit, not this count
  gross_profit: Profit of the sales whose cost is known; NULL where none is
--- */
with channels as (
    select account, conversion_id as order_id, channel, campaign
    from core.core_attribution
    where conversion_type = 'order'
),

facts as (
    select
        sales.date,
        channels.channel,
        channels.campaign,
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
    inner join channels on sales.account = channels.account and sales.order_id = channels.order_id
    left join core.core_customers as customers
        on sales.account = customers.first_account and sales.order_id = customers.first_order_id
)

select
    date,
    channel,
    campaign,
    cast(sum(orders) as bigint) as orders,
    cast(sum(new_customers) as bigint) as new_customers,
    cast(sum(revenue) as decimal(18, 4)) as revenue,
    cast(sum(gross_profit) as decimal(18, 4)) as gross_profit,
    cast(sum(revenue_without_cost) as decimal(18, 4)) as revenue_without_cost,
    cast(sum(sales_without_cost) as bigint) as sales_without_cost
from facts
group by date, channel, campaign
