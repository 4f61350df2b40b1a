/* ---
description: Market sizes by research agencies.
grain: one row per source row of the newest delivery of each figure
key: [account, delivery, source_row]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        provider,
        edition,
        period,
        segment,
        brand,
        unit,
        own_sales,
        market_size,
        published_at,
        published_date,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (
            partition by folder, provider, edition, period, segment, brand, unit
            order by arrival desc
        ) as newest_first
    from lake.files__market
)

select
    account,
    provider,
    edition,
    period,
    segment,
    brand,
    unit,
    own_sales,
    market_size,
    published_at,
    published_date,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
