/* ---
description: >-
  Orders with the day their revenue falls on, their lead, and the day from which they are no longer net. A deal whose
  stage is spam is no order.
grain: one row per order
key: [account, order_id]
incremental_key: order_id
follows: {core.core_leads: {lead_id: lead_id}}
turns: [sale_date]
owner: marketing-data
checks:
  - name: stages_are_known
    say: >-
      the stage “{stage}”{of_pipeline} ({orders}) is unknown: add it to config/stages.yaml, e.g. {rule}
    sql: >
      select
        stage,
        case when pipeline is null then '' else ' of the pipeline “' || trim(pipeline) || '”' end as of_pipeline,
        count(*) || case when count(*) = 1 then ' order' else ' orders' end as orders,
        '- {outcome: open, stage: [''' || replace(stage, '''', '''''') || ''']'
          || case when pipeline is null then '' else ', pipeline: [''' || replace(trim(pipeline), '''', '''''') || ''']' end
          || '}' as rule
      from core.core_orders
      where outcome is null
      group by stage, pipeline
      order by count(*) desc, stage, pipeline
  - name: lines_are_of_one_order
    sql: >
      select lines.account, lines.order_id
      from (select distinct account, order_id from staging.stg_files__order_lines) as lines
      inner join staging.stg_files__orders as orders on lines.order_id = orders.order_id
      group by lines.account, lines.order_id
      having count(*) > 1 and count(*) filter (where lines.account = orders.account) = 0
  - name: payments_are_not_in_the_future
    severity: warn
    sql: >
      select account, order_id, sale_date from core.core_orders where status in ('paid', 'refunded') and not is_sale
  - name: won_deals_have_their_day
    severity: warn
    say: >-
      {account}: the day of closing isn't known of won deals ({deals}, such as {example}): they count on the first day
      on which they were seen won. Bring the day as paid_at.
    sql: >
      select account, count(*) as deals, min(order_id) as example
      from core.core_orders
      where stage is not null and outcome = 'won' and sale_date is distinct from paid_date
      group by account
      order by account
columns:
  lines_account: The folder that the order's lines come from; NULL where it has none
  line_count: {description: How many lines the order has, unit: lines, additive: yes}
  lines_original: The sum of its lines' amounts as brought; comparable with revenue_original
  credited_visitor_id: Own visitor; an order that names none has its lead's
  credited_source: Own UTM source; an order with neither a source nor a medium has its lead's UTM
  credited_medium: Own UTM medium, or its lead's, as the source is
  credited_campaign: Own UTM campaign, or its lead's, as the source is
  source: Own UTM source, lower case; NULL where the order has none
  medium: Own UTM medium, lower case; NULL where the order has none
  status: paid, pending, cancelled or refunded, as the file says or by the stage
  stage: The CRM's stage that decides the status, without the reason of a loss; NULL where the file says the status
  outcome: open, won or lost
  sale_date: >-
    The day that the order's revenue falls on; paid, else ordered. A deal won by its stage falls on the day of its
    closing, else on the first day on which it was seen won, never on its creation
--- */
with line_sums as (
    select
        account,
        order_id,
        count(*) as line_count,
        sum(revenue) as revenue,
        case when count(*) = count(cost_of_goods) then sum(cost_of_goods) end as cost_of_goods
    from staging.stg_files__order_lines
    group by account, order_id
),

-- lines and leads may come in another folder than their orders: the same folder first; lines whose own folder has the
-- order are no other order's
order_lines as (
    select
        orders.account,
        orders.order_id,
        line_sums.account as lines_account,
        line_sums.line_count,
        line_sums.revenue,
        line_sums.cost_of_goods
    from staging.stg_files__orders as orders
    inner join line_sums on orders.order_id = line_sums.order_id
    left join staging.stg_files__orders as own
        on line_sums.account = own.account and line_sums.order_id = own.order_id
    where own.order_id is null or orders.account = line_sums.account
    qualify row_number() over (
        partition by orders.account, orders.order_id
        order by case when orders.account = line_sums.account then 0 else 1 end, line_sums.account
    ) = 1
),

order_leads as (
    select
        orders.account,
        orders.order_id,
        leads.account as lead_account,
        leads.visitor_id,
        leads.source,
        leads.medium,
        leads.campaign
    from staging.stg_files__orders as orders
    inner join core.core_leads as leads on orders.lead_id = leads.lead_id
    qualify row_number() over (
        partition by orders.account, orders.order_id
        order by case when orders.account = leads.account then 0 else 1 end, leads.account
    ) = 1
),

refunds_so_far as (
    select
        order_account,
        order_id,
        refunded_date,
        sum(amount_original) over (
            partition by order_account, order_id
            order by refunded_date
            range between unbounded preceding and current row
        ) as refunded_so_far
    from core.core_refunds
    where is_due
),

full_refunds as (
    select
        orders.account,
        orders.order_id,
        min(case when refunds.refunded_so_far >= orders.revenue then refunds.refunded_date end) as covered_on,
        max(refunds.refunded_date) as last_refunded_on
    from staging.stg_files__orders as orders
    inner join refunds_so_far as refunds
        on orders.account = refunds.order_account and orders.order_id = refunds.order_id
    group by orders.account, orders.order_id
),

-- a deal won by its stage was not sold when it was created: its own day of closing, else the day it was first seen won.
-- A day that hadn't come when we learned of it is a plan (by more than one day: clocks of CRM systems differ)
sales as (
    select
        orders.account,
        orders.order_id,
        versions.stage,
        versions.outcome,
        versions.loss_reason,
        versions.status,
        case
            when versions.stage is not null and versions.outcome = 'won'
                then case
                    when orders.paid_date <= cast(versions.known_date + interval 1 day as date) then orders.paid_date
                    else versions.won_date
                end
            else coalesce(orders.paid_date, orders.ordered_date)
        end as sale_date
    from staging.stg_files__orders as orders
    inner join core.core_order_versions as versions
        on orders.account = versions.account and orders.order_id = versions.order_id and versions.is_current
    where coalesce(versions.outcome, '(unknown)') <> 'spam'
)

select
    orders.account,
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    orders.ordered_date,
    orders.paid_date,
    sales.sale_date,
    sales.status,
    sales.status in ('paid', 'refunded') and sales.sale_date <= clock.today as is_sale,
    orders.pipeline,
    sales.stage,
    sales.outcome,
    sales.loss_reason,
    case
        when sales.status = 'refunded' then coalesce(full_refunds.covered_on, full_refunds.last_refunded_on)
        else full_refunds.covered_on
    end as refunded_in_full_on,
    orders.revenue as revenue_original,
    coalesce(orders.cost_of_goods, cast(order_lines.cost_of_goods as decimal(18, 4))) as cost_original,
    order_lines.lines_account,
    order_lines.line_count,
    cast(order_lines.revenue as decimal(18, 4)) as lines_original,
    orders.currency as currency_original,
    orders.vat_included,
    orders.vat_rate,
    orders.visitor_id,
    orders.lead_id,
    order_leads.lead_account,
    orders.segment,
    lower(trim(orders.source)) as source,
    lower(trim(orders.medium)) as medium,
    orders.campaign,
    coalesce(orders.visitor_id, order_leads.visitor_id) as credited_visitor_id,
    case
        when orders.source is null and orders.medium is null then order_leads.source
        else lower(trim(orders.source))
    end as credited_source,
    case
        when orders.source is null and orders.medium is null then order_leads.medium
        else lower(trim(orders.medium))
    end as credited_medium,
    case
        when orders.source is null and orders.medium is null then order_leads.campaign
        else orders.campaign
    end as credited_campaign
from staging.stg_files__orders as orders
inner join sales on orders.account = sales.account and orders.order_id = sales.order_id
cross join config.clock as clock
left join order_lines on orders.account = order_lines.account and orders.order_id = order_lines.order_id
left join order_leads on orders.account = order_leads.account and orders.order_id = order_leads.order_id
left join full_refunds on orders.account = full_refunds.account and orders.order_id = full_refunds.order_id
