/* ---
description: >-
  Days on which a customer becomes active, or a buyer of the repeat purchase window, and on which the customer ceases
  to be; sums of all days up to one tell how many there are at its end.
grain: one row per customer × day of a change
key: [customer_id, date]
incremental_key: customer_id
owner: marketing-data
checks:
  - name: becoming_and_ceasing_take_turns
    sql: >
      select customer_id, date
      from (
        select
          customer_id,
          date,
          sum(active) over so_far as active,
          sum(buyers) over so_far as buyers,
          sum(repeat_buyers) over so_far as repeat_buyers
        from core.core_customer_activity
        window so_far as (
          partition by customer_id order by date rows between unbounded preceding and current row
        )
      ) as states
      where active not in (0, 1) or buyers not in (0, 1) or repeat_buyers not in (0, buyers)
columns:
  date: The first day of the new state
  active:
    description: >-
      1 where the customer becomes active, -1 where the customer ceases to be. An order makes one active for a number
      of months (company.yaml), or until it is refunded in full
    additive: yes
  buyers: The same of having a net order in the repeat purchase window (company.yaml)
  repeat_buyers: The same of having two of them or more
  new:
    description: 1 where one who had never been active before the month becomes active, and is so at its end
    additive: yes
  lost_of_month: 1 where one who was active when the month began ceases to be, and isn't active at its end
  lost_of_quarter: The same of the quarter
  lost_of_year: The same of the year
--- */
-- an order that was refunded on its own day made nobody anything
with order_spans as (
    select
        orders.customer_id,
        orders.sale_date,
        least(
            cast(orders.sale_date + company.active_customer_months * interval 1 month as date),
            coalesce(orders.refunded_in_full_on, date '9999-12-31')
        ) as active_until,
        least(
            cast(orders.sale_date + company.repeat_purchase_days * interval 1 day as date),
            coalesce(orders.refunded_in_full_on, date '9999-12-31')
        ) as in_window_until
    from core.core_orders as orders
    cross join config.company as company
    where orders.is_sale and coalesce(orders.refunded_in_full_on, date '9999-12-31') > orders.sale_date
),

order_moves as (
    select customer_id, sale_date as date, 1 as active_orders, 1 as window_orders
    from order_spans

    union all

    select customer_id, active_until as date, -1 as active_orders, 0 as window_orders
    from order_spans

    union all

    select customer_id, in_window_until as date, 0 as active_orders, -1 as window_orders
    from order_spans
),

order_days as (
    select
        customer_id,
        date,
        cast(sum(active_orders) as integer) as active_orders,
        cast(sum(window_orders) as integer) as window_orders
    from order_moves
    group by customer_id, date
),

states as (
    select
        customer_id,
        date,
        active_orders,
        window_orders,
        cast(sum(active_orders) over so_far as integer) as active_orders_then,
        cast(sum(window_orders) over so_far as integer) as window_orders_then,
        row_number() over so_far as day_no
    from order_days
    window so_far as (partition by customer_id order by date rows between unbounded preceding and current row)
),

changes as (
    select
        customer_id,
        date,
        day_no,
        least(active_orders_then, 1) - least(active_orders_then - active_orders, 1) as active,
        least(window_orders_then, 1) - least(window_orders_then - window_orders, 1) as buyers,
        greatest(least(window_orders_then, 2), 1)
            - greatest(least(window_orders_then - window_orders, 2), 1) as repeat_buyers
    from states
),

-- becoming and ceasing take turns: they add up to 1 over a period that gained the customer, and to -1 over one that lost
period_changes as (
    select 'month' as period_grain, customer_id, max(date) as date, sum(active) as gained, min(day_no) as first_day_no
    from changes
    where active <> 0
    group by customer_id, date_trunc('month', date)

    union all

    select 'quarter' as period_grain, customer_id, max(date) as date, sum(active) as gained, null as first_day_no
    from changes
    where active <> 0
    group by customer_id, date_trunc('quarter', date)

    union all

    select 'year' as period_grain, customer_id, max(date) as date, sum(active) as gained, null as first_day_no
    from changes
    where active <> 0
    group by customer_id, date_trunc('year', date)
),

gains_and_losses as (
    select
        customer_id,
        date,
        max(case when period_grain = 'month' and gained = 1 and first_day_no = 1 then 1 else 0 end) as new,
        max(case when period_grain = 'month' and gained = -1 then 1 else 0 end) as lost_of_month,
        max(case when period_grain = 'quarter' and gained = -1 then 1 else 0 end) as lost_of_quarter,
        max(case when period_grain = 'year' and gained = -1 then 1 else 0 end) as lost_of_year
    from period_changes
    where gained <> 0
    group by customer_id, date
)

-- in order: the rows of a few customers are found quicker where those of neighbours lie together
select
    changes.customer_id,
    changes.date,
    cast(changes.active as tinyint) as active,
    cast(changes.buyers as tinyint) as buyers,
    cast(changes.repeat_buyers as tinyint) as repeat_buyers,
    cast(coalesce(periods.new, 0) as tinyint) as new,
    cast(coalesce(periods.lost_of_month, 0) as tinyint) as lost_of_month,
    cast(coalesce(periods.lost_of_quarter, 0) as tinyint) as lost_of_quarter,
    cast(coalesce(periods.lost_of_year, 0) as tinyint) as lost_of_year
from changes
left join gains_and_losses as periods on changes.customer_id = periods.customer_id and changes.date = periods.date
where changes.active <> 0 or changes.buyers <> 0 or changes.repeat_buyers <> 0
order by changes.customer_id, changes.date
