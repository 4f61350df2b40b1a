/* ---
description: >-
  Valid visits that may be credited with a lead or an order, which are those of its visitor in the attribution
  window before it.
grain: one row per lead or order × visit
key: [conversion_type, account, conversion_id, visit_id]
incremental: date
reach_days: [attribution_days, 2]
reach_back_days: 2
follows: {core.core_leads: created_date, core.core_orders: ordered_date}
owner: marketing-data
checks:
  - name: no_touch_comes_after_its_outcome
    sql: >
      select conversion_type, account, conversion_id, visit_id
      from core.core_touches
      where touched_at > converted_at and date >= $date_from and date < $date_to
columns:
  date: The day of the lead's creation or of the order
--- */
select
    outcomes.conversion_type,
    outcomes.account,
    outcomes.conversion_id,
    outcomes.date,
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
-- a visit's day is the source's, an outcome's the company's: the days between them leave room for two time zones
where visits.is_valid
    and outcomes.date >= $date_from and outcomes.date < $date_to
    and visits.date >= $reach_from and visits.date < cast($date_to + interval 2 day as date)
