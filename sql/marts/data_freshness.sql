/* ---
description: >-
  How fresh each source's stream is, which days of it are there and final, and which should be there.
description_ru: Насколько свеж каждый поток данных, какие дни в нём есть, какие не изменятся и какие уже должны быть.
grain: one row per source × stream
key: [source, stream]
owner: marketing-data
columns:
  last_loaded_at: {description: When the stream was last loaded; NULL where it never was, unit: UTC}
  covered_from: First business date of the rows loaded; NULL where nothing was
  covered_to: Last business date of the rows loaded of the account that is pulled; NULL where nothing was
  is_final_through: Last date that had settled when it was loaded; later ones may still change
  status: >-
    ok; no_data, where the configuration pulls the stream and nothing of it ever came; stale, where the last days
    are missing; incomplete, where days between others are
--- */
-- a source has one account at a time: those that it had before are due nothing, and how far they reach says nothing
select
    source,
    stream,
    max(last_loaded_at) as last_loaded_at,
    min(covered_from) as covered_from,
    case when count(due_to) = 0 then max(covered_to) else max(case when due_to is not null then covered_to end) end
        as covered_to,
    cast(sum(rows) as bigint) as rows,
    cast(sum(quarantined) as bigint) as quarantined,
    min(is_final_through) as is_final_through,
    min(due_from) as due_from,
    max(due_to) as due_to,
    cast(sum(missing_days) as bigint) as missing_days,
    min(missing_from) as missing_from,
    max(missing_to) as missing_to,
    coalesce(max(case when status <> 'ok' then status end), 'ok') as status
from core.core_streams
group by source, stream
