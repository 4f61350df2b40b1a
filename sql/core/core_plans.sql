/* ---
description: The plan in force of each role, KPI and period, which is its greatest version.
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
-- of two deliveries that hold the same version, the one that arrived last
select
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
    approved_at
from staging.stg_files__plans
qualify row_number() over (
    partition by role, kpi_code, period, dimension, member
    order by version desc, arrival desc, account, source_row desc
) = 1
