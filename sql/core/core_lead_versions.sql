/* ---
description: >-
  What we knew of each lead, and when. A late change is a new version, and what was known before stays.
grain: one row per lead × version
key: [account, lead_id, version_no]
incremental_key: lead_id
follows: {core.core_stages: "*"}
owner: marketing-data
checks:
  - name: the_current_version_is_the_lead
    sql: >
      select leads.account, leads.lead_id, leads.updated_at, versions.updated_at as version_updated_at
      from staging.stg_files__leads as leads
      left join core.core_lead_versions as versions
        on leads.account = versions.account and leads.lead_id = versions.lead_id and versions.is_current
      where versions.lead_id is null
        or leads.updated_at is distinct from versions.updated_at
        or leads.status is distinct from versions.status
columns:
  status: The stage as written in the file, with the reason of a loss where it has one
  is_qualified: As the file says; NULL where it doesn't
  is_spam: As the file says; NULL where it doesn't
  arrival: Number of the arrival by which the version came
  delivery: First 12 characters of the SHA-256 of the file by which the version came
--- */
select
    versions.account,
    versions.lead_id,
    versions.version_no,
    versions.pipeline,
    versions.status,
    stages.stage,
    stages.loss_reason,
    stages.outcome,
    versions.is_qualified,
    versions.is_spam,
    versions.created_date,
    versions.closed_date,
    versions.amount as amount_original,
    versions.currency as currency_original,
    versions.updated_at,
    versions.updated_date,
    versions.known_at,
    versions.known_date,
    versions.known_until,
    versions.is_current,
    versions.delivery,
    versions.arrival
from staging.stg_files__lead_versions as versions
inner join core.core_stages as stages
    on versions.account = stages.account
    and coalesce(versions.pipeline, '') = stages.pipeline
    and coalesce(versions.status, '') = stages.status
