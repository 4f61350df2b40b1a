/* ---
description: Orders, newest version of each.
grain: one row per order
key: [account, order_id]
incremental_key: order_id
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        order_id,
        customer_id,
        ordered_at,
        ordered_date,
        paid_at,
        paid_date,
        coalesce(status, 'paid') as status,
        revenue,
        currency,
        cost_of_goods,
        coalesce(vat_included, false) as vat_included,
        vat_rate,
        refunded_at,
        refunded_date,
        refunded_amount,
        visitor_id,
        lead_id,
        segment,
        source,
        medium,
        campaign,
        pipeline,
        updated_at,
        updated_date,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (
            partition by folder, order_id
            order by updated_at desc nulls last, arrival desc
        ) as newest_first
    from lake.files__orders
)

select
    account,
    order_id,
    customer_id,
    ordered_at,
    ordered_date,
    paid_at,
    paid_date,
    status,
    revenue,
    currency,
    cost_of_goods,
    vat_included,
    vat_rate,
    refunded_at,
    refunded_date,
    refunded_amount,
    visitor_id,
    lead_id,
    segment,
    source,
    medium,
    campaign,
    pipeline,
    updated_at,
    updated_date,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
