/* ---
description: How far the primary web source's numbers of a day can be trusted, as it says itself and as they add up.
grain: one row per date
key: [date]
owner: marketing-data
columns:
  sample_share: The least share of the events that a report of the day looked at; NULL where the source says nothing
--- */
with told as (
    select
        loads.date_from as date,
        max(case when loads.is_thresholded then 1 else 0 end) as thresholded,
        max(case when loads.has_other_row then 1 else 0 end) as other_row,
        min(loads.sample_share) as sample_share,
        max(case when loads.is_truncated then 1 else 0 end) as truncated,
        max(loads.restricted) as restricted
    from lake.loads as loads
    cross join config.company as company
    where loads.source = company.web_primary
        and loads.kind = 'window'
        -- the reports that traffic and conversions are made of
        and loads.stream in ('visits', 'campaign_days', 'key_event_days')
        and loads.date_from is not null
    group by loads.date_from
),

unreconciled as (
    select distinct reconciliation.date
    from core.core_reconciliation as reconciliation
    cross join config.company as company
    where company.web_primary = 'google_analytics'
        and reconciliation.left_source in ('google_analytics.campaign_days', 'google_analytics.key_event_days')
        and reconciliation.status = 'differs'
)

select
    told.date,
    told.thresholded = 1 as is_thresholded,
    told.other_row = 1 as has_other_row,
    told.sample_share,
    told.truncated = 1 as is_truncated,
    told.restricted,
    unreconciled.date is not null as is_unreconciled
from told
left join unreconciled on told.date = unreconciled.date
