/* ---
description: Sales less refunds of a day, each on its own day.
grain: one row per date
key: [date]
incremental: date
follows: {core.core_sales_events: date}
owner: marketing-data
columns:
  date: The day of the payment, else of the order; of the refund
  orders: Paid orders; a refund lowers revenue, not this count
--- */
select
    date,
    cast(sum(revenue) as decimal(18, 4)) as revenue,
    count(*) filter (where event_type = 'sale') as orders
from core.core_sales_events
where date >= $date_from and date < $date_to
group by date
