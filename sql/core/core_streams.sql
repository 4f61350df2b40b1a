/* ---
description: What has been loaded of each stream of each account, by the manifests of the lake.
grain: one row per source × stream × account
key: [source, stream, account]
owner: marketing-data
columns:
  covered_from: First business date of the rows loaded
  covered_to: Last business date of the rows loaded
  is_final_through: Last date that had settled when it was loaded; later ones may still change
--- */
-- after so many days a source rarely restates a day: as its stream says, else web 4, CRM exports and other files 10
with loads as (
    select
        source,
        stream,
        account,
        date_from,
        date_to,
        rows,
        quarantined,
        loaded_at,
        cast(
            loaded_at - coalesce(settles_after, case kind when 'window' then 4 else 10 end) * interval 1 day as date
        ) as settled_to
    from lake.loads
)

select
    source,
    stream,
    account,
    max(loaded_at) as last_loaded_at,
    min(date_from) as covered_from,
    max(date_to) as covered_to,
    cast(sum(rows) as bigint) as rows,
    cast(sum(quarantined) as bigint) as quarantined,
    max(case when date_from <= settled_to then least(date_to, settled_to) end) as is_final_through
from loads
group by source, stream, account
