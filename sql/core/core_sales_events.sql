/* ---
description: >-
  Sales and refunds, as brought, and net and gross of VAT in the reporting currency, each on its own day and at that
  day's exchange rate; a refund is negative and on the VAT rate of its order.
grain: one row per sale or refund of an order
key: [account, order_id, event_type, event_id]
incremental_key: order_id
follows: {core.core_exchange_rates: {valid_from: exchange_rate_date}}
owner: marketing-data
checks:
  - name: every_amount_has_an_exchange_rate
    say: >-
      {currency}: there is no exchange rate for {amounts} amounts from {first_day} to {last_day}, such as order
      {example}. Bring exchange_rates of these days; a rate serves for ten days after its own.
    sql: >
      select currency, min(date) as first_day, max(date) as last_day, count(*) as amounts, min(order_id) as example
      from core.core_sales_events
      where status = 'no_rate'
      group by currency
      order by currency
  - name: every_amount_has_a_vat_rate
    say: >-
      There is no VAT rate for {amounts} amounts of sales from {first_day} to {last_day}, in {account}, such as order
      {example}. Add a rate that is valid by then to vat_rates in money.yaml, or a vat_rate to the file.
    sql: >
      select account, min(sale_date) as first_day, max(sale_date) as last_day, count(*) as amounts,
        min(order_id) as example
      from core.core_sales_events
      where status = 'no_vat_rate'
      group by account
      order by account
  - name: vat_rates_are_fractions
    say: "{account}: {vat_rate} is no VAT rate (order {order_id}). Write 22 % as 0.22."
    sql: >
      select account, order_id, vat_rate from core.core_sales_events where vat_rate < 0 or vat_rate >= 1
  # each is rounded once, at four decimals; what is divided passes through a binary number
  - name: net_and_vat_make_gross
    sql: >
      select account, order_id, event_type, revenue, revenue_vat, revenue_gross, cost_of_goods, cost_of_goods_gross
      from core.core_sales_events
      where status = 'ok'
        and (revenue + revenue_vat <> revenue_gross
          or abs(revenue_gross - cast(revenue as double) * (1 + vat_rate))
            > 0.0002 + abs(revenue_gross) * 0.00000000000001
          or abs(cost_of_goods_gross - cast(cost_of_goods as double) * (1 + vat_rate))
            > 0.0002 + abs(cost_of_goods_gross) * 0.00000000000001)
  - name: originals_are_conserved
    sql: >
      select orders.account, orders.order_id, orders.revenue_original, refunds.amount as refunded, events.amount
      from core.core_orders as orders
      left join (
        select order_account, order_id, sum(amount_original) as amount
        from core.core_refunds where is_due group by order_account, order_id
      ) as refunds on orders.account = refunds.order_account and orders.order_id = refunds.order_id
      left join (
        select account, order_id, sum(amount_original) as amount
        from core.core_sales_events group by account, order_id
      ) as events on orders.account = events.account and orders.order_id = events.order_id
      where orders.is_sale
        and (events.amount is null or orders.revenue_original - coalesce(refunds.amount, 0) <> events.amount)
  # lines have no VAT basis of their own; one order may differ by VAT by chance, half of a folder's orders don't
  - name: lines_are_on_the_vat_basis_of_their_orders
    whole: true
    say: >-
      {folder_of_lines}: in {that_differ_by_vat} of {orders} orders, such as {example}, the lines differ from the order
      by exactly its VAT. Bring both with VAT, or both without.
    sql: >
      with folders as (
        select lines_account as folder_of_lines, count(*) as orders,
          count(*) filter (where lines_differ_by_vat) as that_differ_by_vat
        from core.core_sales_events
        where lines_account is not null
        group by lines_account
        having count(*) filter (where lines_differ_by_vat) * 2 >= count(*)
      )
      select folders.folder_of_lines, folders.orders, folders.that_differ_by_vat, min(sales.order_id) as example
      from folders
      inner join core.core_sales_events as sales
        on folders.folder_of_lines = sales.lines_account and sales.lines_differ_by_vat
      group by folders.folder_of_lines, folders.orders, folders.that_differ_by_vat
columns:
  lines_account: Of a sale with VAT that has lines, the folder these come from; else NULL
  lines_differ_by_vat: Whether the lines of such a sale come to more or less than it by exactly its VAT
  date: The day a sale was paid, else ordered; the day of a refund
  vat_rate: That of the order, which its refunds share; the company's rate is that of the day of the sale
  status: >-
    ok; no_rate (no exchange rate within ten days) or no_vat_rate (none of the order, none of the day in money.yaml);
    both block
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
        orders.lines_account,
        orders.lines_original,
        0.005 * (orders.line_count + 1) as lines_rounding,
        coalesce(orders.vat_rate, vat.rate) as vat_rate,
        case
            when orders.vat_rate is not null then 'file'
            when vat.rate is not null then 'company'
        end as vat_rate_source
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
    where refunds.is_due
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
        orders.currency,
        orders.vat_included,
        orders.vat_rate,
        orders.vat_rate_source,
        case when movements.event_type = 'sale' and orders.vat_rate > 0 then orders.lines_account end as lines_account,
        orders.lines_original,
        orders.lines_rounding,
        rates.rate as exchange_rate,
        case
            when orders.currency = company.currency then movements.date
            else rates.valid_from
        end as exchange_rate_date,
        rates.source as exchange_rate_source,
        -- room to multiply in: of two decimals of 18 digits an engine may keep no more than 18
        cast(movements.amount_original as decimal(28, 4)) * rates.rate as amount,
        cast(movements.cost_original as decimal(28, 4)) * rates.rate as cost
    from movements
    inner join sold_orders as orders
        on movements.account = orders.account and movements.order_id = orders.order_id
    cross join config.company as company
    left join core.core_exchange_rates as rates
        on orders.currency = rates.currency
        and movements.date >= rates.valid_from and movements.date < rates.valid_to
),

-- the side that was brought is never divided: its decimals stay exact
net_and_gross_movements as (
    select
        *,
        case
            when vat_included then cast(amount / (1 + vat_rate) as decimal(18, 4))
            else cast(amount as decimal(18, 4))
        end as revenue,
        case
            when vat_included then cast(amount as decimal(18, 4))
            else cast(amount * (1 + vat_rate) as decimal(18, 4))
        end as revenue_gross,
        case
            when vat_included then cast(cost / (1 + vat_rate) as decimal(18, 4))
            else cast(cost as decimal(18, 4))
        end as cost_of_goods,
        case
            when vat_included then cast(cost as decimal(18, 4))
            else cast(cost * (1 + vat_rate) as decimal(18, 4))
        end as cost_of_goods_gross
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
    revenue_gross - revenue as revenue_vat,
    revenue_gross,
    cost_of_goods,
    cost_of_goods_gross - cost_of_goods as cost_of_goods_vat,
    cost_of_goods_gross,
    revenue - cost_of_goods as gross_profit,
    amount_original,
    cost_original,
    currency,
    vat_included,
    vat_rate,
    vat_rate_source,
    exchange_rate,
    exchange_rate_date,
    exchange_rate_source,
    lines_account,
    case
        when lines_account is not null
            then coalesce(
                abs(lines_original - amount_original) > lines_rounding
                and (
                    abs(cast(lines_original as double) * (1 + vat_rate) - amount_original) <= lines_rounding
                    or abs(lines_original - cast(amount_original as double) * (1 + vat_rate)) <= lines_rounding
                ),
                false
            )
    end as lines_differ_by_vat,
    case
        when exchange_rate is null then 'no_rate'
        when vat_rate is null then 'no_vat_rate'
        else 'ok'
    end as status
from net_and_gross_movements
