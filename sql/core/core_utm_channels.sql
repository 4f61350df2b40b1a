/* ---
description: >-
  Channel of each UTM that leads, orders and costs carry, by the same rules as visits, in each span of days between
  which rules change.
grain: one row per source × medium × campaign × first day of the rules
key: [source, medium, campaign, valid_from]
owner: marketing-data
columns:
  utm: Source, medium and campaign in one text
  source: Lower case; (none) where there is none
  medium: Lower case; (none) where there is none
  valid_from: First day on which the rules say so
  valid_to: The day after the last one
  rule: The rule that won, by the company's number or by the standard's name; NULL where none fits
--- */
-- a tag tells nothing of Metrica's kind of source: rules that ask for it don't fit
with origins as (
    select distinct '(none)' as traffic_source, source, medium, campaign
    from core.core_carried_utms
),

-- ---- the engine, the same in core_origin_channels: origins in, origin_channels out
-- who tags by hand may write an address: of https://vk.com:443/tea and of vk.com. the host is vk.com
sources as (
    select source, regexp_extract(source, '^(([a-z-]+:)?//)?([^/@?#]*@)?([^/:?#]*[^/:?#.])', 4) as host
    from (select distinct source from origins) as distinct_sources
),

-- a host is known by itself, else by the domain above it, and so on; a name without dots by itself alone
source_names as (
    select source, host as name, 1 as place
    from sources

    union all

    select source, regexp_replace(host, '^[^.]+[.]', '') as name, 3 as place
    from sources
    where host like '%.%.%'

    union all

    select source, regexp_replace(host, '^[^.]+[.][^.]+[.]', '') as name, 5 as place
    from sources
    where host like '%.%.%.%'

    union all

    select source, regexp_replace(host, '^[^.]+[.][^.]+[.][^.]+[.]', '') as name, 7 as place
    from sources
    where host like '%.%.%.%.%'

    union all

    select source, regexp_extract(host, '[^.]+[.][^.]+[.][^.]+$', 0) as name, 9 as place
    from sources
    where host like '%.%.%.%.%.%'

    union all

    select source, regexp_extract(host, '[^.]+[.][^.]+$', 0) as name, 11 as place
    from sources
    where host like '%.%.%.%.%'
),

-- google.co.uk is google.*, after its own name
known_names as (
    select source, name, place
    from source_names

    union all

    select
        source,
        regexp_replace(name, '[.](com|net|org|[a-z][a-z]|(com|co|net|org|ne|or)[.][a-z][a-z])$', '.*') as name,
        place + 1 as place
    from source_names
),

categories as (
    select known_names.source, lists.source_category
    from known_names
    inner join config.source_categories as lists on known_names.name = lists.name
    qualify row_number() over (partition by known_names.source order by known_names.place) = 1
),

-- a pattern is tried once on every value, not once on every origin
fitting_sources as (
    select sources.source, patterns.source_pattern
    from sources
    inner join (
        select distinct source_pattern
        from config.channel_rules
    ) as patterns on regexp_matches(sources.source, patterns.source_pattern)
),

fitting_mediums as (
    select mediums.medium, patterns.medium_pattern
    from (select distinct medium from origins) as mediums
    inner join (
        select distinct medium_pattern
        from config.channel_rules
    ) as patterns on regexp_matches(mediums.medium, patterns.medium_pattern)
),

fitting_campaigns as (
    select campaigns.campaign, patterns.campaign_pattern
    from (select distinct campaign from origins) as campaigns
    inner join (
        select distinct campaign_pattern
        from config.channel_rules
    ) as patterns on regexp_matches(campaigns.campaign, patterns.campaign_pattern)
),

-- on each side of a day on which rules change, the first of the rules whose every condition holds
origin_channels as (
    select
        origins.traffic_source,
        origins.source,
        origins.medium,
        origins.campaign,
        periods.valid_from,
        periods.valid_to,
        rules.channel,
        rules.rule,
        categories.source_category
    from origins
    left join categories on origins.source = categories.source
    cross join config.channel_periods as periods
    inner join config.channel_rules as rules
        on rules.valid_from <= periods.valid_from
        and rules.valid_to >= periods.valid_to
        and (rules.traffic_source is null or rules.traffic_source = origins.traffic_source)
        and (rules.source is null or rules.source = origins.source)
        and (rules.medium is null or rules.medium = origins.medium)
        and (rules.source_category is null or rules.source_category = categories.source_category)
    left join fitting_sources
        on origins.source = fitting_sources.source
        and rules.source_pattern = fitting_sources.source_pattern
    left join fitting_mediums
        on origins.medium = fitting_mediums.medium
        and rules.medium_pattern = fitting_mediums.medium_pattern
    left join fitting_campaigns
        on origins.campaign = fitting_campaigns.campaign
        and rules.campaign_pattern = fitting_campaigns.campaign_pattern
    where (rules.source_pattern is null or fitting_sources.source is not null)
        and (rules.medium_pattern is null or fitting_mediums.medium is not null)
        and (rules.campaign_pattern is null or fitting_campaigns.campaign is not null)
    qualify row_number() over (
        partition by origins.traffic_source, origins.source, origins.medium, origins.campaign, periods.valid_from
        order by rules.position
    ) = 1
)

-- ---- the end of the engine
select
    concat_ws(' / ', origins.source, origins.medium, origins.campaign) as utm,
    origins.source,
    origins.medium,
    origins.campaign,
    periods.valid_from,
    periods.valid_to,
    coalesce(origin_channels.channel, 'unassigned') as channel,
    origin_channels.rule
from origins
cross join config.channel_periods as periods
left join origin_channels
    on origins.source = origin_channels.source
    and origins.medium = origin_channels.medium
    and origins.campaign = origin_channels.campaign
    and periods.valid_from = origin_channels.valid_from
