/* ---
description: >-
  Valid visits that may be credited with a lead or an order, which are those of its visitor in the attribution
  window before it.
grain: one row per lead or order × visit
key: [conversion_type, account, conversion_id, visit_id]
owner: marketing-data
checks:
  - name: no_touch_comes_after_its_outcome
    sql: >
      select conversion_type, account, conversion_id, visit_id
      from core.core_touches where touched_at > converted_at
--- */
select
    outcomes.conversion_type,
    outcomes.account,
    outcomes.conversion_id,
    outcomes.converted_at,
    visits.visit_id,
    visits.started_at as touched_at,
    visits.date as touched_on,
    visits.channel,
    visits.campaign
from core.core_outcomes as outcomes
cross join config.company as company
inner join core.core_visits as visits
    on outcomes.visitor_id = visits.visitor_id
    and visits.started_at <= outcomes.converted_at
    and visits.started_at >= outcomes.converted_at - company.attribution_days * interval 1 day
where visits.is_valid
