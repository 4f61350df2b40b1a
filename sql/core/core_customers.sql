/* ---
description: Customers with their first net order; a customer whose every order was refunded is none.
grain: one row per customer
key: [customer_id]
incremental_key: customer_id
owner: marketing-data
columns:
  first_account: Inbox folder of the first net order
--- */
select
    customer_id,
    account as first_account,
    order_id as first_order_id,
    sale_date as first_sale_date,
    cast(date_trunc('month', sale_date) as date) as cohort_month
from core.core_orders
where is_sale and refunded_in_full_on is null
qualify row_number() over (
    partition by customer_id
    order by sale_date, ordered_at, account, order_id
) = 1
