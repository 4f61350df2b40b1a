/* ---
description: Lines of orders; the lines of an order are replaced whole.
grain: one row per source row of the newest delivery of each order's lines
key: [account, delivery, source_row]
incremental_key: order_id
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        order_id,
        line_no,
        sku,
        quantity,
        revenue,
        cost_of_goods,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, order_id order by arrival desc) as newest_first
    from lake.files__order_lines
)

select
    account,
    order_id,
    line_no,
    sku,
    quantity,
    revenue,
    cost_of_goods,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
