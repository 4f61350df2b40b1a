/* ---
description: The exchange rate of one unit of a currency on each day on which one holds; of foreign currencies only.
grain: one row per date × currency
key: [date, currency]
owner: marketing-data
--- */
with foreign_rates as (
    select rates.currency, rates.valid_from, rates.valid_to, rates.rate
    from core.core_exchange_rates as rates
    cross join config.company as company
    where rates.currency <> company.currency
)

select
    cast(days.day as date) as date,
    rates.currency,
    rates.rate
from foreign_rates as rates
cross join unnest(
    generate_series(
        cast(rates.valid_from as timestamp),
        cast(rates.valid_to - interval 1 day as timestamp),
        interval 1 day
    )
) as days(day)
