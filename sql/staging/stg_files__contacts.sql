/* ---
description: Contacts of the CRM, newest version of each.
grain: one row per contact
key: [account, contact_id]
owner: marketing-data
columns:
  created_at: {description: When the contact was created, unit: UTC}
  created_date: The business day on which the contact was created
--- */
with versions as (
    select
        folder as account,
        contact_id,
        created_at,
        created_date,
        contact,
        source,
        medium,
        campaign,
        visitor_id,
        updated_at,
        updated_date,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (
            partition by folder, contact_id
            order by updated_at desc nulls last, arrival desc
        ) as newest_first
    from lake.files__contacts
)

select
    account,
    contact_id,
    created_at,
    created_date,
    contact,
    source,
    medium,
    campaign,
    visitor_id,
    updated_at,
    updated_date,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
