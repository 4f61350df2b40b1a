/* ---
description: Orders of a day by the day from which they are no longer net.
grain: one row per date × day from which the orders are no longer net
key: [date, net_until]
incremental: date
follows: {core.core_orders: sale_date}
owner: marketing-data
checks:
  - name: orders_are_conserved
    sql: >
      select orders.orders, daily.orders as daily_orders
      from (
        select count(*) as orders
        from core.core_orders
        where is_sale and sale_date >= $date_from and sale_date < $date_to
      ) as orders
      cross join (
        select coalesce(sum(orders), 0) as orders
        from core.core_orders_daily
        where date >= $date_from and date < $date_to
      ) as daily
      where orders.orders <> daily.orders
columns:
  date: The day that the revenue of the orders falls on
  net_until: The day from which the orders are refunded in full; 9999-12-31 where they aren't
--- */
select
    sale_date as date,
    coalesce(refunded_in_full_on, date '9999-12-31') as net_until,
    count(*) as orders
from core.core_orders
where is_sale and sale_date >= $date_from and sale_date < $date_to
group by sale_date, coalesce(refunded_in_full_on, date '9999-12-31')
