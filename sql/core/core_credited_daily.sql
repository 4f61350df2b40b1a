/* ---
description: Leads and orders by the day and the channel of the visit that they are credited to.
grain: one row per date × channel
key: [date, channel]
incremental: date
follows: {core.core_credited_leads: touched_on, core.core_credited_orders: touched_on}
owner: marketing-data
columns:
  date: The day of the credited visit; of the lead or order itself where no visit is credited
  orders_from_leads: Orders of a lead, on the lead's day and in its channel
  orders_without_lead: Orders of no lead, on the day and in the channel of their own credited visit
  paid_orders: Those of both that were paid, refunded ones included
--- */
with steps as (
    select
        touched_on as date,
        channel,
        1 as leads,
        case when is_qualified then 1 else 0 end as qualified_leads,
        0 as orders_from_leads,
        0 as orders_without_lead,
        0 as paid_orders
    from core.core_credited_leads
    where not is_spam and touched_on >= $date_from and touched_on < $date_to

    union all

    select
        touched_on as date,
        channel,
        0 as leads,
        0 as qualified_leads,
        case when is_of_lead then 1 else 0 end as orders_from_leads,
        case when is_of_lead then 0 else 1 end as orders_without_lead,
        case when is_sale then 1 else 0 end as paid_orders
    from core.core_credited_orders
    where touched_on >= $date_from and touched_on < $date_to
)

select
    date,
    channel,
    cast(sum(leads) as bigint) as leads,
    cast(sum(qualified_leads) as bigint) as qualified_leads,
    cast(sum(orders_from_leads) as bigint) as orders_from_leads,
    cast(sum(orders_without_lead) as bigint) as orders_without_lead,
    cast(sum(paid_orders) as bigint) as paid_orders
from steps
group by date, channel
