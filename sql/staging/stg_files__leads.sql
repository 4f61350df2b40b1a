/* ---
description: Leads, newest version of each.
grain: one row per lead
key: [account, lead_id]
incremental_key: lead_id
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        lead_id,
        created_at,
        created_date,
        status,
        is_qualified,
        is_spam,
        is_recommendation,
        visitor_id,
        contact,
        source,
        medium,
        campaign,
        pipeline,
        closed_at,
        closed_date,
        amount,
        currency,
        updated_at,
        updated_date,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (
            partition by folder, lead_id
            order by updated_at desc nulls last, arrival desc
        ) as newest_first
    from lake.files__leads
)

select
    account,
    lead_id,
    created_at,
    created_date,
    status,
    is_qualified,
    is_spam,
    is_recommendation,
    visitor_id,
    contact,
    source,
    medium,
    campaign,
    pipeline,
    closed_at,
    closed_date,
    amount,
    currency,
    updated_at,
    updated_date,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
