/* ---
description: How fresh each source's stream is, and which days of it are there and final.
description_ru: Насколько свеж каждый поток данных, какие дни в нём есть и какие уже не изменятся.
grain: one row per source × stream
key: [source, stream]
owner: marketing-data
columns:
  covered_from: First business date of the rows loaded
  covered_to: Last business date of the rows loaded
  is_final_through: Last date that had settled when it was loaded; later ones may still change
--- */
select
    source,
    stream,
    max(last_loaded_at) as last_loaded_at,
    min(covered_from) as covered_from,
    max(covered_to) as covered_to,
    cast(sum(rows) as bigint) as rows,
    cast(sum(quarantined) as bigint) as quarantined,
    min(is_final_through) as is_final_through
from core.core_streams
group by source, stream
