/* ---
description: From and to which day the web data and the orders are known; outside, a figure is unknown and not zero.
grain: one row per subject (web, orders)
key: [subject]
owner: marketing-data
columns:
  covered_to: >-
    Last day known. An export that arrives within a week of its newest order tells of every day before it arrived;
    an older one ends with its newest order
--- */
with order_days as (
    -- a typing error in the future covers nothing
    select min(orders.ordered_date) as first_day, max(orders.ordered_date) as last_day
    from core.core_orders as orders
    cross join config.clock as clock
    where orders.ordered_date <= clock.today
),

arrival as (
    select cast(max(loaded_at) - interval 1 day as date) as day_before
    from lake.loads
    where source = 'files' and stream = 'orders'
)

select
    'orders' as subject,
    order_days.first_day as covered_from,
    case
        when arrival.day_before > order_days.last_day
            and arrival.day_before <= cast(order_days.last_day + interval 7 day as date) then arrival.day_before
        else order_days.last_day
    end as covered_to
from order_days
cross join arrival
where order_days.first_day is not null

union all

select 'web' as subject, min(date) as covered_from, max(date) as covered_to
from core.core_web_days
having count(*) > 0
