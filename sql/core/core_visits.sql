/* ---
description: Visits with their channel and validity; everything about visits is counted from here.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 0
owner: marketing-data
checks:
  - name: every_visit_has_a_channel
    sql: >
      select judged.date, judged.visits as judged_visits, kept.visits
      from (
        select date, count(*) as visits from core.core_visit_validity
        where date >= $date_from and date < $date_to group by date
      ) as judged
      left join (
        select date, count(*) as visits from core.core_visits
        where date >= $date_from and date < $date_to group by date
      ) as kept on judged.date = kept.date
      where judged.visits <> coalesce(kept.visits, 0)
  - name: a_suspect_visit_is_a_valid_one
    sql: >
      select visit_id from core.core_visits
      where is_suspect and not is_valid and date >= $date_from and date < $date_to
--- */
select
    visits.account,
    visits.visit_id,
    visits.visitor_id,
    visits.started_at,
    visits.date,
    origins.channel,
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
    validity.is_judged,
    validity.reasons,
    validity.rules_version
from core.core_visit_origins as visits
inner join core.core_visit_validity as validity
    on visits.visit_id = validity.visit_id
    and validity.date >= $date_from and validity.date < $date_to
inner join core.core_origin_channels as origins
    on visits.date = origins.date
    and visits.traffic_source = origins.traffic_source
    and visits.source = origins.source
    and visits.medium = origins.medium
    and visits.campaign = origins.campaign
    and origins.date >= $date_from and origins.date < $date_to
where visits.date >= $date_from and visits.date < $date_to
