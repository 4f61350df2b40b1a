/* ---
description: Leads and orders as things to attribute, each with the visitor and the UTM that it is attributed by.
grain: one row per lead or order
key: [conversion_type, account, conversion_id]
materialized: view
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
    account,
    order_id as conversion_id,
    ordered_at as converted_at,
    ordered_date as date,
    credited_visitor_id as visitor_id,
    credited_source as source,
    credited_medium as medium,
    credited_campaign as campaign
from core.core_orders
