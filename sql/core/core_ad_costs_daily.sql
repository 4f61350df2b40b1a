/* ---
description: >-
  Costs of every type day by day, net of VAT in the reporting currency; a cost of several days is spread evenly, and
  its parts add up to it.
grain: one row per source row of costs × day
key: [account, delivery, source_row, date]
owner: marketing-data
checks:
  - name: every_amount_has_its_rates
    sql: >
      select account, delivery, source_row, date, currency, status
      from core.core_ad_costs_daily where status <> 'ok'
  - name: vat_rates_are_fractions
    sql: >
      select account, delivery, source_row, vat_rate from core.core_ad_costs_daily where vat_rate < 0 or vat_rate >= 1
  - name: costs_are_conserved
    sql: >
      select costs.account, costs.delivery, costs.source_row, costs.cost, sum(daily.cost_original) as spread
      from staging.stg_files__ad_costs as costs
      left join core.core_ad_costs_daily as daily
        on costs.account = daily.account
        and costs.delivery = daily.delivery
        and costs.source_row = daily.source_row
      group by costs.account, costs.delivery, costs.source_row, costs.cost
      having coalesce(sum(daily.cost_original), 0) <> costs.cost
  - name: ranges_run_forwards
    severity: warn
    sql: select account, delivery, source_row, date, date_to from staging.stg_files__ad_costs where date_to < date
  - name: ranges_have_an_end
    severity: warn
    sql: >
      select account, delivery, source_row, date, date_to from staging.stg_files__ad_costs
      where date_to > date + interval 2 year
columns:
  cost_original: The day's part of the cost as brought, in its currency and on its VAT basis
  status: ok, no_rate (no exchange rate within ten days), no_vat_rate
--- */
with costs as (
    select
        costs.account,
        costs.delivery,
        costs.source_row,
        costs.date as first_date,
        greatest(costs.date, coalesce(costs.date_to, costs.date)) as last_date,
        lower(trim(costs.source)) as source,
        lower(trim(costs.medium)) as medium,
        costs.campaign,
        lower(trim(costs.cost_type)) as cost_type,
        costs.cost,
        coalesce(names.currency, upper(trim(costs.currency))) as currency,
        coalesce(costs.impressions, 0) as impressions,
        coalesce(costs.clicks, 0) as clicks,
        costs.vat_included,
        costs.vat_rate
    from staging.stg_files__ad_costs as costs
    left join config.currency_names as names on lower(trim(costs.currency)) = names.name
),

cost_days as (
    select
        costs.account,
        costs.delivery,
        costs.source_row,
        cast(days.day as date) as date
    from costs
    cross join unnest(
        generate_series(cast(costs.first_date as timestamp), cast(costs.last_date as timestamp), interval 1 day)
    ) as days(day)
),

numbered_days as (
    select
        account,
        delivery,
        source_row,
        date,
        row_number() over (partition by account, delivery, source_row order by date) as day_no,
        count(*) over (partition by account, delivery, source_row) as days
    from cost_days
),

-- each day gets what is due by its end minus what was due by the end of the day before: nothing is lost to rounding
daily_costs as (
    select
        costs.account,
        costs.delivery,
        costs.source_row,
        days.date,
        costs.source,
        costs.medium,
        costs.campaign,
        costs.cost_type,
        costs.currency,
        costs.vat_included,
        costs.vat_rate,
        cast(costs.cost * days.day_no / days.days as decimal(18, 4))
            - cast(costs.cost * (days.day_no - 1) / days.days as decimal(18, 4)) as cost_original,
        costs.impressions * days.day_no // days.days
            - costs.impressions * (days.day_no - 1) // days.days as impressions,
        costs.clicks * days.day_no // days.days - costs.clicks * (days.day_no - 1) // days.days as clicks
    from numbered_days as days
    inner join costs
        on days.account = costs.account and days.delivery = costs.delivery and days.source_row = costs.source_row
),

rated_costs as (
    select
        daily.account,
        daily.delivery,
        daily.source_row,
        daily.date,
        daily.source,
        daily.medium,
        daily.campaign,
        daily.cost_type,
        daily.currency,
        daily.vat_included,
        daily.cost_original,
        -- room to multiply in: of two decimals of 18 digits an engine may keep no more than 18
        cast(daily.cost_original as decimal(28, 4)) as cost,
        daily.impressions,
        daily.clicks,
        case when daily.vat_included then coalesce(daily.vat_rate, vat.rate) else daily.vat_rate end as vat_rate,
        rates.rate as exchange_rate,
        rates.valid_from as exchange_rate_date,
        rates.source as exchange_rate_source
    from daily_costs as daily
    left join config.vat_rates as vat on daily.date >= vat.valid_from and daily.date < vat.valid_to
    left join core.core_exchange_rates as rates
        on daily.currency = rates.currency and daily.date >= rates.valid_from and daily.date < rates.valid_to
)

select
    costs.account,
    costs.delivery,
    costs.source_row,
    costs.date,
    costs.source,
    costs.medium,
    costs.campaign,
    coalesce(tags.channel, 'unassigned') as channel,
    costs.cost_type,
    case
        when costs.vat_included
            then cast(costs.cost * costs.exchange_rate / (1 + costs.vat_rate) as decimal(18, 4))
        else cast(costs.cost * costs.exchange_rate as decimal(18, 4))
    end as cost,
    cast(costs.impressions as bigint) as impressions,
    cast(costs.clicks as bigint) as clicks,
    costs.cost_original,
    costs.currency,
    costs.vat_included,
    costs.vat_rate,
    costs.exchange_rate,
    costs.exchange_rate_date,
    costs.exchange_rate_source,
    case
        when costs.exchange_rate is null then 'no_rate'
        when costs.vat_included and costs.vat_rate is null then 'no_vat_rate'
        else 'ok'
    end as status
from rated_costs as costs
left join core.core_utm_channels as tags on costs.source = tags.source and costs.medium = tags.medium
