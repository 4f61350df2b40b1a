/* ---
description: >-
  The KPIs and periods for which a stream that the KPI is made from should reach further than it does, or lacks a day
  in between; none where all streams are as fresh as the configuration wants them.
grain: one row per KPI × period
key: [kpi_code, period]
owner: marketing-data
--- */
with stale_streams as (
    select 'lake.' || source || '__' || stream as relation, covered_to, due_from, due_to
    from core.core_streams
    where status in ('stale', 'no_data')
)

select kpis.kpi_code, periods.period
from stale_streams as streams
inner join config.kpi_sources as kpis on streams.relation = kpis.relation
inner join core.core_periods as periods
    on periods.period_start <= streams.due_to
    and case
        when streams.covered_to is null then periods.period_end >= streams.due_from
        else streams.covered_to < least(periods.period_end, streams.due_to)
    end

union

select kpis.kpi_code, periods.period
from core.core_missing_days as missing
inner join config.kpi_sources as kpis
    on 'lake.' || missing.source || '__' || missing.stream = kpis.relation
inner join core.core_periods as periods on missing.date between periods.period_start and periods.period_end
