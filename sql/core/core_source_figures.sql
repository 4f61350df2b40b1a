/* ---
description: >-
  What each source says of a day by itself: reports of Google Analytics, the visits of a counter, the orders of the
  shop; core_reconciliation puts them side by side.
grain: one row per date × source × stream × account
key: [date, source, stream, account]
incremental: date
follows: {core.core_exchange_rates_daily: date, core.core_orders: ordered_date}
owner: marketing-data
columns:
  date: The day, local to each source; of the order
  source: google_analytics, yandex_metrica or orders
  stream: Report, or kind of record
  sessions: Sessions; visits of a counter; NULL where the source hides them or tells nothing of them
  key_events: {description: Key events; NULL where the source hides them or tells nothing of them, additive: yes}
  purchases: Purchases; orders of the shop; NULL where the source hides them or tells nothing of them
  revenue:
    description: >-
      Of purchases or orders, with VAT in the reporting currency; NULL where the source hides it or tells nothing of it
    additive: yes
  unrated: {description: Amounts without an exchange rate or a VAT rate, additive: yes}
--- */
with report_rows as (
    select 'daily_totals' as report, account, date, sessions, key_events, purchases, purchase_revenue, currency
    from staging.stg_google_analytics__daily_totals
    where date >= $date_from and date < $date_to

    union all

    select 'channel_days' as report, account, date, sessions, key_events, purchases, purchase_revenue, currency
    from staging.stg_google_analytics__channel_days
    where date >= $date_from and date < $date_to

    union all

    select 'campaign_days' as report, account, date, sessions, key_events, purchases, purchase_revenue, currency
    from staging.stg_google_analytics__campaign_days
    where date >= $date_from and date < $date_to

    union all

    select 'key_event_days' as report, account, date, null, key_events, null, null, null
    from staging.stg_google_analytics__key_event_days
    where date >= $date_from and date < $date_to
),

rated_rows as (
    select
        report_rows.report,
        report_rows.account,
        report_rows.date,
        report_rows.sessions,
        report_rows.key_events,
        report_rows.purchases,
        report_rows.purchase_revenue,
        case
            when upper(trim(report_rows.currency)) = company.currency then cast(1 as decimal(18, 8))
            else rates.rate
        end as rate
    from report_rows
    cross join config.company as company
    left join core.core_exchange_rates_daily as rates
        on upper(trim(report_rows.currency)) = rates.currency and report_rows.date = rates.date
),

reports as (
    select
        report,
        account,
        date,
        sum(sessions) as sessions,
        sum(key_events) as key_events,
        sum(purchases) as purchases,
        sum(cast(cast(purchase_revenue as decimal(28, 4)) * rate as decimal(28, 4))) as revenue,
        sum(case when purchase_revenue <> 0 and rate is null then 1 else 0 end) as unrated
    from rated_rows
    group by report, account, date
),

orders as (
    select
        orders.ordered_date as date,
        orders.account,
        orders.revenue_original,
        coalesce(names.currency, upper(trim(orders.currency_original))) as currency,
        case when orders.vat_included then 0 else coalesce(orders.vat_rate, vat.rate) end as added_vat
    from core.core_orders as orders
    left join config.currency_names as names on lower(trim(orders.currency_original)) = names.name
    left join config.vat_rates as vat on orders.ordered_date >= vat.valid_from and orders.ordered_date < vat.valid_to
    where orders.ordered_date >= $date_from and orders.ordered_date < $date_to
),

order_amounts as (
    select
        orders.date,
        orders.account,
        orders.added_vat,
        cast(
            cast(orders.revenue_original as decimal(28, 4))
            * case when orders.currency = company.currency then cast(1 as decimal(18, 8)) else rates.rate end
            as decimal(28, 4)
        ) as amount
    from orders
    cross join config.company as company
    left join core.core_exchange_rates_daily as rates
        on orders.currency = rates.currency and orders.date = rates.date
)

select
    date,
    'google_analytics' as source,
    report as stream,
    account,
    cast(sessions as decimal(28, 4)) as sessions,
    cast(key_events as decimal(28, 4)) as key_events,
    cast(purchases as decimal(28, 4)) as purchases,
    cast(revenue as decimal(28, 4)) as revenue,
    cast(unrated as bigint) as unrated
from reports

union all

select
    date,
    'orders' as source,
    'orders' as stream,
    account,
    cast(null as decimal(28, 4)) as sessions,
    cast(null as decimal(28, 4)) as key_events,
    cast(count(*) as decimal(28, 4)) as purchases,
    cast(sum(cast(amount * (1 + added_vat) as decimal(28, 4))) as decimal(28, 4)) as revenue,
    count(*) - count(amount * added_vat) as unrated
from order_amounts
group by date, account

union all

select
    date,
    'yandex_metrica' as source,
    'visits' as stream,
    account,
    cast(count(*) as decimal(28, 4)) as sessions,
    cast(null as decimal(28, 4)) as key_events,
    cast(null as decimal(28, 4)) as purchases,
    cast(null as decimal(28, 4)) as revenue,
    cast(0 as bigint) as unrated
from staging.stg_yandex_metrica__visits
where date >= $date_from and date < $date_to
group by date, account
