/* ---
description: Exchange rates to the reporting currency.
grain: one row per source row of the newest delivery of each currency and day
key: [account, delivery, source_row]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        currency,
        date,
        rate,
        source,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, currency, date order by arrival desc) as newest_first
    from lake.files__exchange_rates
)

select
    account,
    currency,
    date,
    rate,
    source,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
