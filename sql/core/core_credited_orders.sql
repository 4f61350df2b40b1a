/* ---
description: >-
  Orders with the day and the channel of the visit that their lead is credited to; those of no lead, of the visit that
  they are credited to themselves.
grain: one row per order
key: [account, order_id]
incremental_key: order_id
follows: {core.core_attribution: conversion_id, core.core_credited_leads: {lead_id: lead_id}}
owner: marketing-data
columns:
  touched_on: The day of the credited visit; without one, the day of the lead or order
  is_of_lead: The order has a lead, and stands on its day and in its channel
--- */
select
    orders.account,
    orders.order_id,
    orders.lead_id,
    coalesce(leads.touched_on, attribution.touched_on) as touched_on,
    coalesce(leads.channel, attribution.channel) as channel,
    leads.lead_id is not null as is_of_lead,
    orders.is_sale
from core.core_orders as orders
inner join core.core_attribution as attribution
    on attribution.conversion_type = 'order'
    and orders.account = attribution.account
    and orders.order_id = attribution.conversion_id
left join core.core_credited_leads as leads
    on orders.lead_account = leads.account and orders.lead_id = leads.lead_id
