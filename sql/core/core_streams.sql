/* ---
description: >-
  What has been loaded of each stream of each account, by the manifests of the lake, and what should have been.
grain: one row per source × stream × account
key: [source, stream, account]
owner: marketing-data
columns:
  last_loaded_at: {description: When the stream was last loaded; NULL where it never was, unit: UTC}
  covered_from: First business date of the rows loaded; NULL where nothing was
  covered_to: Last business date of the rows loaded; NULL where nothing was
  is_final_through: Last date that had settled when it was loaded; later ones may still change
  status: >-
    ok; no_data, where the configuration pulls the stream and nothing of it ever came; stale, where the last days
    are missing; incomplete, where days between others are
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
),

loaded as (
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
),

missing as (
    select
        source,
        stream,
        account,
        count(*) as missing_days,
        min(date) as missing_from,
        max(date) as missing_to
    from core.core_missing_days
    group by source, stream, account
)

select
    coalesce(loaded.source, pulled.source) as source,
    coalesce(loaded.stream, pulled.stream) as stream,
    coalesce(loaded.account, pulled.account) as account,
    loaded.last_loaded_at,
    loaded.covered_from,
    loaded.covered_to,
    coalesce(loaded.rows, 0) as rows,
    coalesce(loaded.quarantined, 0) as quarantined,
    loaded.is_final_through,
    pulled.due_from,
    pulled.due_to,
    coalesce(missing.missing_days, 0) as missing_days,
    missing.missing_from,
    missing.missing_to,
    case
        when pulled.due_to is not null and loaded.covered_to >= pulled.due_to and missing.missing_days > 0
            then 'incomplete'
        when pulled.due_to is null or loaded.covered_to >= pulled.due_to then 'ok'
        when loaded.covered_to is null then 'no_data'
        else 'stale'
    end as status
from loaded
full join config.pulled_streams as pulled
    on loaded.source = pulled.source and loaded.stream = pulled.stream and loaded.account = pulled.account
left join missing
    on pulled.source = missing.source and pulled.stream = missing.stream and pulled.account = missing.account
