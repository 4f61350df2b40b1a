/* ---
description: >-
  The plan in force of each role, KPI and period that has begun, which is the greatest version that was approved before
  the period began; two that differ under one version are no plan.
grain: one row per role × KPI × period × dimension × member
key: [role, kpi_code, period, dimension, member]
owner: marketing-data
checks:
  - name: a_version_says_one_thing
    severity: warn
    sql: >
      select role, kpi_code, period, dimension, member, version
      from staging.stg_files__plans
      group by role, kpi_code, period, dimension, member, version
      having count(distinct target) > 1
--- */
with approved_in_time as (
    select
        plans.role,
        plans.kpi_code,
        plans.period,
        plans.dimension,
        plans.member,
        plans.version,
        plans.target,
        plans.threshold,
        plans.stretch,
        plans.author,
        plans.approved_at,
        plans.arrival,
        plans.account,
        plans.source_row,
        max(plans.version) over (
            partition by plans.role, plans.kpi_code, plans.period, plans.dimension, plans.member
        ) as greatest_version
    from staging.stg_files__plans as plans
    inner join core.core_periods as periods on plans.period = periods.period
    where plans.approved_date < periods.period_start
),

newest_versions as (
    select
        *,
        concat_ws(
            '|',
            cast(target as varchar),
            coalesce(cast(threshold as varchar), '-'),
            coalesce(cast(stretch as varchar), '-')
        ) as levels
    from approved_in_time
    where version = greatest_version
),

-- two folders may hold the same version; where its levels differ, nobody's guess is the plan
agreed as (
    select role, kpi_code, period, dimension, member
    from newest_versions
    group by role, kpi_code, period, dimension, member
    having min(levels) = max(levels)
)

select
    plans.role,
    plans.kpi_code,
    plans.period,
    plans.dimension,
    plans.member,
    plans.version,
    plans.target,
    plans.threshold,
    plans.stretch,
    plans.author,
    plans.approved_at
from newest_versions as plans
inner join agreed
    on plans.role = agreed.role
    and plans.kpi_code = agreed.kpi_code
    and plans.period = agreed.period
    and plans.dimension = agreed.dimension
    and plans.member = agreed.member
qualify row_number() over (
    partition by plans.role, plans.kpi_code, plans.period, plans.dimension, plans.member
    order by plans.arrival desc, plans.account, plans.source_row desc
) = 1
