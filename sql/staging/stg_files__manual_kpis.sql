/* ---
description: KPI values entered by hand.
grain: one row per source row of the newest delivery of each KPI and period
key: [account, delivery, source_row]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        kpi_code,
        period,
        value,
        evidence,
        author,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, kpi_code, period order by arrival desc) as newest_first
    from lake.files__manual_kpis
)

select
    account,
    kpi_code,
    period,
    value,
    evidence,
    author,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
