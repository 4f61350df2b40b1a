/* ---
description: Refunds, newest version of each.
grain: one row per refund
key: [account, order_id, refund_id]
incremental_key: order_id
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        order_id,
        refund_id,
        refunded_at,
        refunded_date,
        amount,
        cost_of_goods,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, order_id, refund_id order by arrival desc) as newest_first
    from lake.files__refunds
)

select
    account,
    order_id,
    refund_id,
    refunded_at,
    refunded_date,
    amount,
    cost_of_goods,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
