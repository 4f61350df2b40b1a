/* ---
description: >-
  Costs as brought, day by day: a cost of several days is spread evenly, and its parts add up to it.
grain: one row per source row of costs × day
key: [account, delivery, source_row, date]
incremental_key: delivery
turns: [date]
owner: marketing-data
checks:
  - name: costs_are_conserved
    sql: >
      select costs.account, costs.delivery, costs.source_row, costs.cost, sum(days.cost_original) as spread
      from staging.stg_files__ad_costs as costs
      left join core.core_cost_days as days
        on costs.account = days.account
        and costs.delivery = days.delivery
        and costs.source_row = days.source_row
      group by costs.account, costs.delivery, costs.source_row, costs.cost
      having coalesce(sum(days.cost_original), 0) <> costs.cost
  - name: cost_types_are_known
    say: >-
      {account}: {cost_type} is no type of cost (first on {first_day}). Write media, agency, tools, salary, production
      or other.
    sql: >
      select days.cost_type, days.account, min(days.date) as first_day
      from core.core_cost_days as days
      left join config.cost_types as types on days.cost_type = types.cost_type
      where types.cost_type is null
      group by days.cost_type, days.account
      order by days.cost_type, days.account
  - name: ranges_run_forwards
    severity: warn
    sql: select account, delivery, source_row, date, date_to from staging.stg_files__ad_costs where date_to < date
  - name: ranges_have_an_end
    severity: warn
    sql: >
      select account, delivery, source_row, date, date_to from staging.stg_files__ad_costs
      where date_to > date + interval 2 year
  - name: costs_have_begun
    severity: warn
    say: "{account}: a cost begins on {date}, which hasn't come (row {source_row} of delivery {delivery})."
    sql: >
      select costs.account, costs.delivery, costs.source_row, costs.date
      from staging.stg_files__ad_costs as costs
      cross join config.clock as clock
      where costs.date > clock.today
columns:
  cost_original: The day's part of the cost as brought, in its currency and on its VAT basis
  vat_rate: VAT rate that the file gives; NULL where it gives none
--- */
with costs as (
    select
        costs.account,
        costs.delivery,
        costs.source_row,
        costs.date as first_date,
        greatest(costs.date, coalesce(costs.date_to, costs.date)) as last_date,
        lower(trim(costs.source)) as source,
        lower(trim(costs.medium)) as medium,
        costs.campaign,
        lower(trim(costs.cost_type)) as cost_type,
        costs.cost,
        coalesce(names.currency, upper(trim(costs.currency))) as currency,
        coalesce(costs.impressions, 0) as impressions,
        coalesce(costs.clicks, 0) as clicks,
        costs.vat_included,
        costs.vat_rate
    from staging.stg_files__ad_costs as costs
    left join config.currency_names as names on lower(trim(costs.currency)) = names.name
),

cost_days as (
    select
        costs.account,
        costs.delivery,
        costs.source_row,
        cast(days.day as date) as date
    from costs
    cross join unnest(
        generate_series(cast(costs.first_date as timestamp), cast(costs.last_date as timestamp), interval 1 day)
    ) as days(day)
),

numbered_days as (
    select
        account,
        delivery,
        source_row,
        date,
        row_number() over (partition by account, delivery, source_row order by date) as day_no,
        count(*) over (partition by account, delivery, source_row) as days
    from cost_days
)

-- each day gets what is due by its end minus what was due by the end of the day before: nothing is lost to rounding. By
-- the last day all of it is due, undivided: what is divided passes through a binary number
select
    costs.account,
    costs.delivery,
    costs.source_row,
    days.date,
    costs.source,
    costs.medium,
    costs.campaign,
    costs.cost_type,
    case
        when days.day_no = days.days then costs.cost
        else cast(costs.cost * days.day_no / days.days as decimal(18, 4))
    end
        - cast(costs.cost * (days.day_no - 1) / days.days as decimal(18, 4)) as cost_original,
    costs.currency,
    costs.vat_included,
    costs.vat_rate,
    cast(
        costs.impressions * days.day_no // days.days
        - costs.impressions * (days.day_no - 1) // days.days as bigint
    ) as impressions,
    cast(
        costs.clicks * days.day_no // days.days - costs.clicks * (days.day_no - 1) // days.days as bigint
    ) as clicks
from numbered_days as days
inner join costs
    on days.account = costs.account and days.delivery = costs.delivery and days.source_row = costs.source_row
