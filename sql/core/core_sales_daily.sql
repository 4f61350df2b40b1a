/* ---
description: Orders, revenue and profit of a day by the channel and campaign that they are credited to.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
incremental: date
follows: {core.core_credited_sales: date}
owner: marketing-data
checks:
  - name: sales_are_conserved
    sql: >
      select events.revenue, daily.revenue as daily_revenue, events.gross_profit, daily.gross_profit as daily_profit
      from (
        select coalesce(sum(revenue), 0) as revenue, coalesce(sum(gross_profit), 0) as gross_profit
        from core.core_sales_events
        where date >= $date_from and date < $date_to
      ) as events
      cross join (
        select coalesce(sum(revenue), 0) as revenue, coalesce(sum(gross_profit), 0) as gross_profit
        from core.core_sales_daily
        where date >= $date_from and date < $date_to
      ) as daily
      where events.revenue <> daily.revenue or events.gross_profit <> daily.gross_profit
columns:
  date: The day of the payment, else of the order; of the refund
  orders: Paid orders; a refund lowers revenue and gross profit, not this count
  gross_profit: Profit of the sales whose cost is known; NULL where none is
--- */
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
from core.core_credited_sales
where date >= $date_from and date < $date_to
group by date, channel, campaign
