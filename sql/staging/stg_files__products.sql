/* ---
description: Products as they were from a day on.
grain: one row per source row of the newest delivery of each product and day
key: [account, delivery, source_row]
owner: marketing-data
--- */
with records as (
    select
        folder as account,
        sku,
        name,
        brand,
        product_group,
        is_margin_product,
        launched_on,
        coalesce(valid_from, date '1900-01-01') as valid_from,
        extra,
        delivery,
        source_row,
        arrival
    from lake.files__products
),

versions as (
    select
        *,
        rank() over (partition by account, sku, valid_from order by arrival desc) as newest_first
    from records
)

select
    account,
    sku,
    name,
    brand,
    product_group,
    is_margin_product,
    launched_on,
    valid_from,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
