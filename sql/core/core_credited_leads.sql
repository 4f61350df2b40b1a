/* ---
description: Leads with the day and the channel of the visit that they are credited to.
grain: one row per lead
key: [account, lead_id]
incremental_key: lead_id
follows: {core.core_attribution: conversion_id}
owner: marketing-data
columns:
  touched_on: The day of the credited visit; without one, the day of the lead
--- */
select
    leads.account,
    leads.lead_id,
    attribution.touched_on,
    attribution.channel,
    leads.is_spam,
    leads.is_qualified
from core.core_leads as leads
inner join core.core_attribution as attribution
    on attribution.conversion_type = 'lead'
    and leads.account = attribution.account
    and leads.lead_id = attribution.conversion_id
