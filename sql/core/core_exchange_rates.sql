/* ---
description: For how long each exchange rate holds; a rate serves until the next one, and for ten days at most.
grain: one row per currency × first day of a rate
key: [currency, valid_from]
owner: marketing-data
checks:
  - name: rates_are_positive
    sql: select currency, valid_from, rate from core.core_exchange_rates where rate <= 0
columns:
  valid_to: First day on which the rate holds no longer
  source: Who published the rate
--- */
with daily_rates as (
    select
        coalesce(names.currency, upper(trim(rates.currency))) as currency,
        rates.date,
        rates.rate,
        rates.source
    from staging.stg_files__exchange_rates as rates
    cross join config.company as company
    left join config.currency_names as names on lower(trim(rates.currency)) = names.name
    where coalesce(names.currency, upper(trim(rates.currency))) <> company.currency
    qualify row_number() over (
        partition by coalesce(names.currency, upper(trim(rates.currency))), rates.date
        order by rates.arrival desc, rates.account, rates.source_row desc
    ) = 1
),

followed_rates as (
    select
        currency,
        date,
        rate,
        source,
        lead(date) over (partition by currency order by date) as next_date
    from daily_rates
)

select
    currency,
    date as valid_from,
    least(coalesce(next_date, date '9999-12-31'), cast(date + interval 11 day as date)) as valid_to,
    rate,
    source
from followed_rates

union all

select
    currency,
    date '0001-01-01' as valid_from,
    date '9999-12-31' as valid_to,
    cast(1 as decimal(18, 8)) as rate,
    'reporting currency' as source
from config.company
