/* ---
description: >-
  What each stage of each pipeline that orders and leads were ever in means, by the rules of stages.yaml, else by the
  names that CRM systems ship with.
grain: one row per account × pipeline × status, as files write them
key: [account, pipeline, status]
owner: marketing-data
columns:
  pipeline: As in the file; empty where there is none
  status: As in the file; empty where there is none
  outcome: open, won, lost or spam; NULL where no rule fits
  is_own_rule: Decided by a rule of stages.yaml
--- */
with carried as (
    select distinct account, pipeline, status
    from core.core_carried_stages
),

-- names are compared with any blanks, and what nobody sees, as one space, in lower case, ё as е
labels as (
    select
        account,
        pipeline,
        status,
        trim(regexp_replace(status, '[\s\pZ\p{Cc}\p{Cf}\p{Co}]+', ' ', 'g')) as label,
        replace(lower(trim(regexp_replace(account, '[\s\pZ\p{Cc}\p{Cf}\p{Co}]+', ' ', 'g'))), 'ё', 'е') as account_name,
        replace(lower(trim(regexp_replace(pipeline, '[\s\pZ\p{Cc}\p{Cf}\p{Co}]+', ' ', 'g'))), 'ё', 'е')
            as pipeline_name
    from carried
),

-- amoCRM writes the reason of a loss behind the stage: Закрыто и не реализовано (дорого)
parts as (
    select
        *,
        nullif(regexp_extract(label, '^([^(]*[^( ]) ?\((.*)\)$', 1), '') as label_before,
        nullif(trim(regexp_extract(label, '^([^(]*[^( ]) ?\((.*)\)$', 2)), '') as in_brackets,
        replace(lower(label), 'ё', 'е') as label_name
    from labels
),

names as (
    select
        *,
        replace(lower(label_before), 'ё', 'е') as name_before
    from parts
),

decided as (
    select
        names.account,
        names.pipeline,
        names.status,
        rules.outcome,
        not rules.is_standard as is_own_rule,
        case
            when rules.stage is null then rules.outcome in ('lost', 'spam')
            else rules.stage <> names.label_name
        end as is_cut
    from names
    inner join config.stages as rules
        on (rules.stage is null or rules.stage = names.label_name or rules.stage = names.name_before)
        and (rules.pipeline is null or rules.pipeline = names.pipeline_name)
        and (rules.source is null or rules.source = names.account_name)
    qualify row_number() over (
        partition by names.account, names.pipeline, names.status
        order by rules.position, case when rules.stage = names.label_name then 0 else 1 end
    ) = 1
)

select
    names.account,
    names.pipeline,
    names.status,
    case
        when coalesce(decided.is_cut, true) then coalesce(names.label_before, nullif(names.label, ''))
        else nullif(names.label, '')
    end as stage,
    case when decided.is_cut and decided.outcome in ('lost', 'spam') then names.in_brackets end as loss_reason,
    decided.outcome,
    coalesce(decided.is_own_rule, false) as is_own_rule
from names
left join decided
    on names.account = decided.account and names.pipeline = decided.pipeline and names.status = decided.status
