/* ---
description: Leads and orders as things to attribute, each with the visitor and the UTM that it is attributed by.
grain: one row per lead or order
key: [conversion_type, account, conversion_id]
owner: marketing-data
columns:
  date: The day of the lead's creation or of the order
  visitor_id: Own visitor; an order that names none has its lead's
  source: Own UTM source; an order with neither a source nor a medium has its lead's UTM
--- */
select
    'lead' as conversion_type,
    account,
    lead_id as conversion_id,
    created_at as converted_at,
    created_date as date,
    visitor_id,
    source,
    medium,
    campaign
from core.core_leads

union all

select
    'order' as conversion_type,
    orders.account,
    orders.order_id as conversion_id,
    orders.ordered_at as converted_at,
    orders.ordered_date as date,
    coalesce(orders.visitor_id, leads.visitor_id) as visitor_id,
    case when orders.source is null and orders.medium is null then leads.source else orders.source end as source,
    case when orders.source is null and orders.medium is null then leads.medium else orders.medium end as medium,
    case when orders.source is null and orders.medium is null then leads.campaign else orders.campaign end as campaign
from core.core_orders as orders
left join core.core_leads as leads
    on orders.lead_account = leads.account and orders.lead_id = leads.lead_id
