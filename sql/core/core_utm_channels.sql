/* ---
description: Channel of each UTM source and medium that leads, orders and costs carry, by the same rules as visits.
grain: one row per source × medium
key: [source, medium]
owner: marketing-data
columns:
  source: Lower case; (none) where there is none
  medium: Lower case; (none) where there is none
--- */
with carried as (
    select source, medium
    from core.core_leads

    union all

    select source, medium
    from core.core_orders

    union all

    select lower(trim(source)) as source, lower(trim(medium)) as medium
    from staging.stg_files__ad_costs
),

tags as (
    select distinct coalesce(source, '(none)') as source, coalesce(medium, '(none)') as medium
    from carried
),

-- a tag tells nothing of Metrica's kind of source: rules that ask for it don't fit
tag_channels as (
    select tags.source, tags.medium, rules.channel
    from tags
    inner join config.channel_rules as rules
        on rules.traffic_source is null
        and (rules.source is null or rules.source = tags.source)
        and (rules.medium is null or rules.medium = tags.medium)
    qualify row_number() over (partition by tags.source, tags.medium order by rules.position) = 1
)

select
    tags.source,
    tags.medium,
    coalesce(tag_channels.channel, 'unassigned') as channel
from tags
left join tag_channels on tags.source = tag_channels.source and tags.medium = tag_channels.medium
