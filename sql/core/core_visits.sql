/* ---
description: Visits with their channel and validity; everything about visits is counted from here.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 0
owner: marketing-data
checks:
  - name: a_suspect_visit_is_a_valid_one
    sql: >
      select visit_id from core.core_visits
      where is_suspect and not is_valid and date >= $date_from and date < $date_to
--- */
with origins as (
    select distinct traffic_source, source, medium
    from core.core_web_visits
    where date >= $date_from and date < $date_to
),

-- of the rules whose every condition holds, the first one wins
origin_channels as (
    select origins.traffic_source, origins.source, origins.medium, rules.channel
    from origins
    inner join config.channel_rules as rules
        on (rules.traffic_source is null or rules.traffic_source = origins.traffic_source)
        and (rules.source is null or rules.source = origins.source)
        and (rules.medium is null or rules.medium = origins.medium)
    qualify row_number() over (
        partition by origins.traffic_source, origins.source, origins.medium
        order by rules.position
    ) = 1
)

select
    visits.account,
    visits.visit_id,
    visits.visitor_id,
    visits.started_at,
    visits.date,
    coalesce(origin_channels.channel, 'unassigned') as channel,
    visits.traffic_source,
    visits.source,
    visits.medium,
    visits.campaign,
    visits.content,
    visits.term,
    visits.referrer,
    visits.landing_page,
    visits.vendor_channel,
    visits.device,
    visits.country,
    visits.city,
    visits.page_views,
    visits.duration_s,
    visits.is_bounce,
    visits.is_new_visitor,
    visits.goals,
    validity.is_valid,
    validity.is_suspect,
    validity.reasons,
    validity.rules_version
from core.core_web_visits as visits
inner join core.core_visit_validity as validity
    on visits.visit_id = validity.visit_id
    and validity.date >= $date_from and validity.date < $date_to
left join origin_channels
    on visits.traffic_source = origin_channels.traffic_source
    and visits.source = origin_channels.source
    and visits.medium = origin_channels.medium
where visits.date >= $date_from and visits.date < $date_to
