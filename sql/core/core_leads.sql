/* ---
description: Leads of the CRM with what became of them; spam is marked and not counted.
grain: one row per lead
key: [account, lead_id]
incremental_key: lead_id
owner: marketing-data
checks:
  - name: stages_are_known
    say: >-
      the stage “{stage}”{of_pipeline} ({leads}) is unknown: add it to config/stages.yaml, e.g. {rule}
    sql: >
      select
        stage,
        case when pipeline is null then '' else ' of the pipeline “' || trim(pipeline) || '”' end as of_pipeline,
        count(*) || case when count(*) = 1 then ' lead' else ' leads' end as leads,
        '- {outcome: open, stage: [''' || replace(stage, '''', '''''') || ''']'
          || case when pipeline is null then '' else ', pipeline: [''' || replace(trim(pipeline), '''', '''''') || ''']' end
          || '}' as rule
      from core.core_leads
      where stage is not null and outcome is null
      group by stage, pipeline
      order by count(*) desc, stage, pipeline
columns:
  source: Own UTM source, lower case; NULL where the lead has none
  medium: Own UTM medium, lower case; NULL where the lead has none
  status: The stage as written in the file, with the reason of a loss where it has one
  outcome: open, won, lost or spam, by the lead's stage; NULL where it has none
  is_spam: No lead at all, by the file or by its stage
--- */
select
    leads.account,
    leads.lead_id,
    leads.created_at,
    leads.created_date,
    leads.status,
    versions.stage,
    versions.outcome,
    versions.loss_reason,
    coalesce(leads.is_spam, false) or coalesce(versions.outcome = 'spam', false) as is_spam,
    coalesce(leads.is_qualified, false)
        and not coalesce(leads.is_spam, false)
        and not coalesce(versions.outcome = 'spam', false) as is_qualified,
    coalesce(leads.is_recommendation, false) as is_recommendation,
    leads.visitor_id,
    lower(trim(leads.source)) as source,
    lower(trim(leads.medium)) as medium,
    leads.campaign,
    leads.pipeline,
    leads.closed_date
from staging.stg_files__leads as leads
left join core.core_lead_versions as versions
    on leads.account = versions.account and leads.lead_id = versions.lead_id and versions.is_current
