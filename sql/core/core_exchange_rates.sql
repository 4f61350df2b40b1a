/* ---
description: >-
  For how long each exchange rate of one unit of a currency holds; a rate serves until the next one, and for ten days
  at most, so that Friday's serves on Sunday.
grain: one row per currency × first day of a rate
key: [currency, valid_from]
owner: marketing-data
checks:
  - name: rates_are_positive
    say: "{currency}: the rate of {valid_from} is {rate}. Bring a rate above 0."
    sql: select currency, valid_from, rate from core.core_exchange_rates where rate <= 0
  # a tenfold step within ten days is a rate of 10, 100 or 1000 units (a "nominal") beside a rate of one
  - name: rates_are_of_one_unit
    say: >-
      {currency}: the rate of {date} is {rate}, after {rate_before}. A rate is of one unit: divide it by its nominal
      (10, 100, …).
    sql: >
      select currency, valid_from as date, rate, rate_before
      from (
        select currency, valid_from, rate,
          lag(rate) over (partition by currency order by valid_from) as rate_before,
          lag(valid_to) over (partition by currency order by valid_from) as held_until
        from core.core_exchange_rates
      ) as rates
      where held_until = valid_from and (rate >= rate_before * 10 or rate_before >= rate * 10)
      order by currency, valid_from
  - name: one_file_has_one_rate_of_a_day
    say: >-
      {account}: {currency} has {rates} rates of {date} in one file, from {lowest} to {highest}. Leave one.
    sql: >
      select rates.account, coalesce(names.currency, upper(trim(rates.currency))) as currency, rates.date,
        count(distinct rates.rate) as rates, min(rates.rate) as lowest, max(rates.rate) as highest
      from staging.stg_files__exchange_rates as rates
      left join config.currency_names as names on lower(trim(rates.currency)) = names.name
      group by rates.account, rates.delivery, coalesce(names.currency, upper(trim(rates.currency))), rates.date
      having count(distinct rates.rate) > 1
      order by 1, 2, 3
  # a rate of the reporting currency other than 1 tells that the file's rates are to another currency
  - name: rates_are_to_the_reporting_currency
    say: >-
      {account}: one {currency} is said to be worth {rate} on {date}. Rates are to {currency}, in which the company
      reports: these are to something else.
    sql: >
      select rates.account, company.currency, rates.date, rates.rate
      from staging.stg_files__exchange_rates as rates
      cross join config.company as company
      left join config.currency_names as names on lower(trim(rates.currency)) = names.name
      where coalesce(names.currency, upper(trim(rates.currency))) = company.currency and rates.rate <> 1
      order by rates.date
columns:
  valid_to: First day on which the rate holds no longer
  source: Who published the rate; the inbox folder where the file doesn't say
--- */
with daily_rates as (
    select
        coalesce(names.currency, upper(trim(rates.currency))) as currency,
        rates.date,
        rates.rate,
        coalesce(rates.source, 'inbox/' || rates.account) as source
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
