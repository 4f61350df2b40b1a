/* ---
description: >-
  Refunds of orders, from the refunds brought and, where an order has none there, from the order's own refunded_*
  columns.
grain: one row per refund
key: [account, order_account, order_id, refund_id]
incremental_key: order_id
turns: [refunded_date]
owner: marketing-data
checks:
  - name: refunds_have_an_order
    severity: warn
    sql: >
      select refunds.account, refunds.order_id, refunds.refund_id
      from staging.stg_files__refunds as refunds
      left join core.core_refunds as counted
        on refunds.account = counted.account and refunds.order_id = counted.order_id
          and refunds.refund_id = counted.refund_id
      where counted.order_id is null
  - name: the_order_is_found_once
    sql: >
      select refunds.account, refunds.order_id, refunds.refund_id
      from staging.stg_files__refunds as refunds
      inner join staging.stg_files__orders as orders on refunds.order_id = orders.order_id
      group by refunds.account, refunds.order_id, refunds.refund_id
      having count(*) > 1 and count(*) filter (where refunds.account = orders.account) = 0
  - name: refunds_are_positive
    severity: warn
    sql: >
      select order_account, order_id, refund_id, amount_original from core.core_refunds where amount_original < 0
  - name: refunds_stay_within_their_order
    severity: warn
    sql: >
      select order_account, order_id, order_revenue_original, sum(amount_original) as refunded
      from core.core_refunds
      group by order_account, order_id, order_revenue_original
      having sum(amount_original) > order_revenue_original
  - name: refunds_have_happened
    severity: warn
    say: "Refund {refund_id} of order {order_id} is of {refunded_date}, which hasn't come: until then it isn't counted."
    sql: >
      select order_account, order_id, refund_id, refunded_date from core.core_refunds where not is_due
columns:
  account: The inbox folder that the refund came in
  is_due: The day has come; what is planned to be refunded is no refund yet
  amount_original: Refunded amount in the order's currency and on its VAT basis
  cost_original: Cost of the goods that came back, in the order's currency; 0 where none did
  order_revenue_original: Revenue of the order, in its currency and on its VAT basis
  currency_original: Currency of the order, as written in the file
  vat_included: The order's amounts contain VAT, and so do its refunds
  vat_rate: VAT rate that the order's file gives; NULL where it gives none
--- */
-- refunds may come in another folder than their orders: the same folder first, else the only one that has the order
with brought_refunds as (
    select
        refunds.account,
        orders.account as order_account,
        refunds.order_id,
        refunds.refund_id,
        refunds.refunded_date,
        refunds.amount as amount_original,
        coalesce(refunds.cost_of_goods, 0) as cost_original,
        orders.currency as currency_original,
        orders.revenue as order_revenue_original,
        orders.vat_included,
        orders.vat_rate
    from staging.stg_files__refunds as refunds
    inner join staging.stg_files__orders as orders on refunds.order_id = orders.order_id
    qualify row_number() over (
        partition by refunds.account, refunds.order_id, refunds.refund_id
        order by case when refunds.account = orders.account then 0 else 1 end, orders.account
    ) = 1
),

-- a refund without its own amount is of the whole order, and so is the 0 that exports fill in where an order is refunded;
-- without its own date it fell on the day the order last changed
shorthand_refunds as (
    select
        account,
        account as order_account,
        order_id,
        '(order)' as refund_id,
        coalesce(refunded_date, updated_date, paid_date, ordered_date) as refunded_date,
        case
            when lower(trim(status)) = 'refunded' then coalesce(nullif(refunded_amount, 0), revenue)
            else coalesce(refunded_amount, revenue)
        end as amount_original,
        cast(0 as decimal(18, 4)) as cost_original,
        currency as currency_original,
        revenue as order_revenue_original,
        vat_included,
        vat_rate
    from staging.stg_files__orders
    where lower(trim(status)) = 'refunded' or refunded_date is not null or refunded_amount > 0
)

select
    refunds.account,
    refunds.order_account,
    refunds.order_id,
    refunds.refund_id,
    refunds.refunded_date,
    refunds.refunded_date <= clock.today as is_due,
    refunds.amount_original,
    refunds.cost_original,
    refunds.currency_original,
    refunds.order_revenue_original,
    refunds.vat_included,
    refunds.vat_rate
from brought_refunds as refunds
cross join config.clock as clock

union all

select
    shorthand.account,
    shorthand.order_account,
    shorthand.order_id,
    shorthand.refund_id,
    shorthand.refunded_date,
    shorthand.refunded_date <= clock.today as is_due,
    shorthand.amount_original,
    shorthand.cost_original,
    shorthand.currency_original,
    shorthand.order_revenue_original,
    shorthand.vat_included,
    shorthand.vat_rate
from shorthand_refunds as shorthand
cross join config.clock as clock
left join brought_refunds as brought
    on shorthand.order_account = brought.order_account and shorthand.order_id = brought.order_id
where brought.order_id is null
