/* ---
description: >-
  Costs of every type day by day, as brought, and net and gross of VAT in the reporting currency, at the VAT and
  exchange rate of each day.
grain: one row per source row of costs × day
key: [account, delivery, source_row, date]
incremental_key: delivery
follows:
  core.core_exchange_rates: {currency: currency}
  core.core_utm_channels: {utm: utm}
turns: [date]
owner: marketing-data
checks:
  - name: every_amount_has_an_exchange_rate
    say: >-
      {currency}: there is no exchange rate for {amounts} amounts from {first_day} to {last_day}. Bring exchange_rates
      of these days; a rate serves for ten days after its own.
    sql: >
      select currency, min(date) as first_day, max(date) as last_day, count(*) as amounts
      from core.core_ad_costs_daily
      where is_due and status = 'no_rate'
      group by currency
      order by currency
  - name: every_amount_has_a_vat_rate
    say: >-
      There is no VAT rate for {amounts} amounts from {first_day} to {last_day}, in {account}. Add a rate that is valid
      by then to vat_rates in money.yaml, or a vat_rate to the file.
    sql: >
      select account, min(date) as first_day, max(date) as last_day, count(*) as amounts
      from core.core_ad_costs_daily
      where is_due and status = 'no_vat_rate'
      group by account
      order by account
  - name: vat_rates_are_fractions
    say: "{account}: {vat_rate} is no VAT rate (row {source_row} of delivery {delivery}). Write 22 % as 0.22."
    sql: >
      select account, delivery, source_row, vat_rate from core.core_ad_costs_daily where vat_rate < 0 or vat_rate >= 1
  # each is rounded once, at four decimals; what is divided passes through a binary number
  - name: net_and_vat_make_gross
    sql: >
      select account, delivery, source_row, date, cost, cost_vat, cost_gross, vat_rate
      from core.core_ad_costs_daily
      where status = 'ok'
        and (cost + cost_vat <> cost_gross
          or abs(cost_gross - cast(cost as double) * (1 + vat_rate)) > 0.0002 + abs(cost_gross) * 0.00000000000001)
  - name: every_day_of_a_cost_is_there
    sql: >
      select days.account, days.delivery, days.source_row, days.date
      from core.core_cost_days as days
      left join core.core_ad_costs_daily as daily
        on days.account = daily.account
        and days.delivery = daily.delivery
        and days.source_row = daily.source_row
        and days.date = daily.date
        and days.cost_original = daily.cost_original
      where daily.date is null
columns:
  utm: Source, medium and campaign as core_utm_channels knows them
  cost_original: The day's part of the cost as brought, in its currency and on its VAT basis
  is_due: The day has come; the rest of a range that still runs is no cost yet
  status: >-
    ok; no_rate (no exchange rate within ten days) or no_vat_rate (none in the file, none of the day in money.yaml);
    both block where the day has come
--- */
with rated_costs as (
    select
        days.account,
        days.delivery,
        days.source_row,
        days.date,
        days.source,
        days.medium,
        days.campaign,
        days.cost_type,
        days.date <= clock.today as is_due,
        days.impressions,
        days.clicks,
        days.cost_original,
        days.currency,
        days.vat_included,
        coalesce(days.vat_rate, case when types.is_vat_free then cast(0 as decimal(18, 8)) end, vat.rate) as vat_rate,
        case
            when days.vat_rate is not null then 'file'
            when types.is_vat_free then 'vat_free'
            when vat.rate is not null then 'company'
        end as vat_rate_source,
        rates.rate as exchange_rate,
        case when days.currency = company.currency then days.date else rates.valid_from end as exchange_rate_date,
        rates.source as exchange_rate_source,
        -- room to multiply in: of two decimals of 18 digits an engine may keep no more than 18
        cast(days.cost_original as decimal(28, 4)) * rates.rate as amount
    from core.core_cost_days as days
    cross join config.company as company
    cross join config.clock as clock
    left join config.cost_types as types on days.cost_type = types.cost_type
    left join config.vat_rates as vat on days.date >= vat.valid_from and days.date < vat.valid_to
    left join core.core_exchange_rates as rates
        on days.currency = rates.currency and days.date >= rates.valid_from and days.date < rates.valid_to
),

-- the side that was brought is never divided: its decimals stay exact
net_and_gross_costs as (
    select
        *,
        case
            when vat_included then cast(amount / (1 + vat_rate) as decimal(18, 4))
            else cast(amount as decimal(18, 4))
        end as cost,
        case
            when vat_included then cast(amount as decimal(18, 4))
            else cast(amount * (1 + vat_rate) as decimal(18, 4))
        end as cost_gross
    from rated_costs
)

select
    costs.account,
    costs.delivery,
    costs.source_row,
    costs.date,
    costs.source,
    costs.medium,
    costs.campaign,
    concat_ws(' / ', costs.source, costs.medium, costs.campaign) as utm,
    coalesce(tags.channel, 'unassigned') as channel,
    costs.cost_type,
    costs.is_due,
    costs.cost,
    costs.cost_gross - costs.cost as cost_vat,
    costs.cost_gross,
    costs.impressions,
    costs.clicks,
    costs.cost_original,
    costs.currency,
    costs.vat_included,
    costs.vat_rate,
    costs.vat_rate_source,
    costs.exchange_rate,
    costs.exchange_rate_date,
    costs.exchange_rate_source,
    case
        when costs.exchange_rate is null then 'no_rate'
        when costs.vat_rate is null then 'no_vat_rate'
        else 'ok'
    end as status
from net_and_gross_costs as costs
left join core.core_utm_channels as tags
    on costs.source = tags.source
    and costs.medium = tags.medium
    and costs.campaign = tags.campaign
    and costs.date >= tags.valid_from and costs.date < tags.valid_to
