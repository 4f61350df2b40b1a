/* ---
description: Days for which the visits of the primary web source were loaded, even where there were none.
grain: one row per date
key: [date]
owner: marketing-data
--- */
with spans as (
    select loads.date_from, loads.date_to
    from lake.loads as loads
    cross join config.company as company
    where loads.source = company.web_primary
        and loads.stream = 'visits'
        and loads.date_from is not null
)

select distinct cast(days.day as date) as date
from spans
cross join unnest(
    generate_series(cast(spans.date_from as timestamp), cast(spans.date_to as timestamp), interval 1 day)
) as days(day)
