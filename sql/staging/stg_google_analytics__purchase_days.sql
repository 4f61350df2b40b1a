/* ---
description: Purchases that Google Analytics saw on a day, by the shop's number of the order.
grain: one row per account × date × transaction
materialized: view
owner: marketing-data
columns:
  date: The property's local day
--- */
select
    account,
    date,
    coalesce(transaction_id, '(not set)') as transaction_id,
    cast(ecommerce_purchases as bigint) as purchases,
    cast(purchase_revenue as decimal(18, 4)) as purchase_revenue,
    cast(refund_amount as decimal(18, 4)) as purchase_refund,
    cast(tax_amount as decimal(18, 4)) as purchase_tax,
    cast(shipping_amount as decimal(18, 4)) as purchase_shipping,
    currency
from lake.google_analytics__purchase_days
