/* ---
description: >-
  Spans of days on which a customer counts as active, which an order makes one for a number of months
  (company.yaml), or until it is refunded in full.
grain: one row per customer × span
key: [customer_id, active_from]
owner: marketing-data
checks:
  - name: spans_are_not_empty
    sql: select customer_id, active_from from core.core_customer_activity where active_until <= active_from
--- */
-- equal spans once: two windows may put equal rows in different orders, and number them as two spans
with order_spans as (
    select distinct
        orders.customer_id,
        orders.sale_date as active_from,
        least(
            cast(orders.sale_date + company.active_customer_months * interval 1 month as date),
            coalesce(orders.refunded_in_full_on, date '9999-12-31')
        ) as active_until
    from core.core_orders as orders
    cross join config.company as company
    where orders.is_sale
),

-- a span that begins after everything before it has ended opens a new one
ordered_spans as (
    select
        customer_id,
        active_from,
        active_until,
        max(active_until) over (
            partition by customer_id
            order by active_from, active_until
            rows between unbounded preceding and 1 preceding
        ) as active_before_until
    from order_spans
    where active_until > active_from
),

numbered_spans as (
    select
        customer_id,
        active_from,
        active_until,
        sum(case when active_before_until is null or active_from > active_before_until then 1 else 0 end) over (
            partition by customer_id
            order by active_from, active_until
            rows between unbounded preceding and current row
        ) as span_no
    from ordered_spans
)

select
    customer_id,
    cast(span_no as integer) as span_no,
    min(active_from) as active_from,
    max(active_until) as active_until
from numbered_spans
group by customer_id, span_no
