/* ---
description: Leads of the CRM; spam is marked and not counted.
grain: one row per lead
key: [account, lead_id]
owner: marketing-data
columns:
  source: Own UTM source, lower case; NULL where the lead has none
  medium: Own UTM medium, lower case; NULL where the lead has none
--- */
select
    account,
    lead_id,
    created_at,
    created_date,
    status,
    coalesce(is_spam, false) as is_spam,
    coalesce(is_qualified, false) and not coalesce(is_spam, false) as is_qualified,
    coalesce(is_recommendation, false) as is_recommendation,
    visitor_id,
    lower(trim(source)) as source,
    lower(trim(medium)) as medium,
    campaign,
    pipeline,
    closed_date
from staging.stg_files__leads
