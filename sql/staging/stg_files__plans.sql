/* ---
description: Plans, every version of each.
grain: one row per source row of the newest delivery of each version of a plan
key: [account, delivery, source_row]
owner: marketing-data
--- */
with records as (
    select
        folder as account,
        role,
        kpi_code,
        period,
        coalesce(dimension, 'total') as dimension,
        coalesce(member, 'all') as member,
        coalesce(version, 1) as version,
        target,
        threshold,
        stretch,
        author,
        approved_at,
        approved_date,
        acknowledged_at,
        acknowledged_date,
        reason,
        extra,
        delivery,
        source_row,
        arrival
    from lake.files__plans
),

versions as (
    select
        *,
        rank() over (
            partition by account, role, kpi_code, period, dimension, member, version
            order by arrival desc
        ) as newest_first
    from records
)

select
    account,
    role,
    kpi_code,
    period,
    dimension,
    member,
    version,
    target,
    threshold,
    stretch,
    author,
    approved_at,
    approved_date,
    acknowledged_at,
    acknowledged_date,
    reason,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
