/* ---
description: UTMs that leads, orders and costs of a day carry.
grain: one row per date × source × medium × campaign
key: [date, source, medium, campaign]
incremental: date
follows:
  core.core_leads: created_date
  core.core_orders: ordered_date
  staging.stg_files__ad_costs: date
owner: marketing-data
columns:
  date: The day of the lead's creation, of the order; the first day of a cost
  source: Lower case; (none) where there is none
  medium: Lower case; (none) where there is none
--- */
select
    created_date as date,
    coalesce(source, '(none)') as source,
    coalesce(medium, '(none)') as medium,
    coalesce(campaign, '(none)') as campaign
from core.core_leads
where created_date >= $date_from and created_date < $date_to

union

select
    ordered_date as date,
    coalesce(source, '(none)') as source,
    coalesce(medium, '(none)') as medium,
    coalesce(campaign, '(none)') as campaign
from core.core_orders
where ordered_date >= $date_from and ordered_date < $date_to

union

select
    date,
    coalesce(lower(trim(source)), '(none)') as source,
    coalesce(lower(trim(medium)), '(none)') as medium,
    coalesce(campaign, '(none)') as campaign
from staging.stg_files__ad_costs
where date >= $date_from and date < $date_to
