/* ---
description: Sales and refunds, net of VAT in the reporting currency, each on its own day; a refund is negative.
grain: one row per sale or refund of an order
key: [account, order_id, event_type, event_id]
owner: marketing-data
checks:
  - name: every_amount_has_its_rates
    sql: >
      select account, order_id, event_type, date, currency, status
      from core.core_sales_events where status <> 'ok'
  - name: vat_rates_are_fractions
    sql: >
      select account, order_id, vat_rate from core.core_sales_events where vat_rate < 0 or vat_rate >= 1
columns:
  date: The day a sale was paid, else ordered; the day of a refund
  status: ok, no_rate (no exchange rate within ten days), no_vat_rate
--- */
with sold_orders as (
    select
        orders.account,
        orders.order_id,
        orders.customer_id,
        orders.sale_date,
        orders.revenue_original,
        orders.cost_original,
        coalesce(names.currency, upper(trim(orders.currency_original))) as currency,
        orders.vat_included,
        case when orders.vat_included then coalesce(orders.vat_rate, vat.rate) else orders.vat_rate end as vat_rate
    from core.core_orders as orders
    left join config.currency_names as names on lower(trim(orders.currency_original)) = names.name
    left join config.vat_rates as vat
        on orders.sale_date >= vat.valid_from and orders.sale_date < vat.valid_to
    where orders.is_sale
),

movements as (
    select
        account,
        order_id,
        'sale' as event_type,
        '(sale)' as event_id,
        sale_date as date,
        revenue_original as amount_original,
        cost_original
    from sold_orders

    union all

    -- where an order's cost is unknown, so is what came back of it
    select
        orders.account,
        orders.order_id,
        'refund' as event_type,
        refunds.account || ':' || refunds.refund_id as event_id,
        refunds.refunded_date as date,
        -refunds.amount_original as amount_original,
        case when orders.cost_original is not null then -refunds.cost_original end as cost_original
    from core.core_refunds as refunds
    inner join sold_orders as orders
        on refunds.order_account = orders.account and refunds.order_id = orders.order_id
),

rated_movements as (
    select
        movements.account,
        movements.order_id,
        movements.event_type,
        movements.event_id,
        movements.date,
        orders.customer_id,
        orders.sale_date,
        movements.amount_original,
        movements.cost_original,
        -- room to multiply in: of two decimals of 18 digits an engine may keep no more than 18
        cast(movements.amount_original as decimal(28, 4)) as amount,
        cast(movements.cost_original as decimal(28, 4)) as cost,
        orders.currency,
        orders.vat_included,
        orders.vat_rate,
        rates.rate as exchange_rate,
        rates.valid_from as exchange_rate_date,
        rates.source as exchange_rate_source
    from movements
    inner join sold_orders as orders
        on movements.account = orders.account and movements.order_id = orders.order_id
    left join core.core_exchange_rates as rates
        on orders.currency = rates.currency
        and movements.date >= rates.valid_from and movements.date < rates.valid_to
),

-- without VAT nothing is divided: decimals stay exact
net_movements as (
    select
        *,
        case
            when vat_included then cast(amount * exchange_rate / (1 + vat_rate) as decimal(18, 4))
            else cast(amount * exchange_rate as decimal(18, 4))
        end as revenue,
        case
            when vat_included then cast(cost * exchange_rate / (1 + vat_rate) as decimal(18, 4))
            else cast(cost * exchange_rate as decimal(18, 4))
        end as cost_of_goods
    from rated_movements
)

select
    account,
    order_id,
    event_type,
    event_id,
    date,
    customer_id,
    sale_date,
    revenue,
    cost_of_goods,
    revenue - cost_of_goods as gross_profit,
    amount_original,
    cost_original,
    currency,
    vat_included,
    vat_rate,
    exchange_rate,
    exchange_rate_date,
    exchange_rate_source,
    case
        when exchange_rate is null then 'no_rate'
        when vat_included and vat_rate is null then 'no_vat_rate'
        else 'ok'
    end as status
from net_movements
