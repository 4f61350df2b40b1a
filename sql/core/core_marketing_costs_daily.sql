/* ---
description: >-
  Media costs by channel and campaign, and all other costs spread over channels by the month's share of ad spend.
grain: one row per date × channel × campaign × cost type
key: [date, channel, campaign, cost_type]
owner: marketing-data
checks:
  - name: costs_are_conserved
    sql: >
      select coalesce(costs.date, shared.date) as date, costs.cost, shared.marketing_cost
      from (select date, sum(cost) as cost from core.core_ad_costs_daily group by date) as costs
      full join (
        select date, sum(marketing_cost) as marketing_cost from core.core_marketing_costs_daily group by date
      ) as shared on costs.date = shared.date
      where coalesce(costs.cost, 0) <> coalesce(shared.marketing_cost, 0)
columns:
  campaign: Campaign of media; (none) for the other costs, which belong to a channel as a whole
--- */
with media as (
    select
        date,
        channel,
        campaign,
        sum(cost) as cost,
        sum(impressions) as impressions,
        sum(clicks) as clicks
    from core.core_ad_costs_daily
    where cost_type = 'media'
    group by date, channel, campaign
),

channel_months as (
    select
        cast(date_trunc('month', date) as date) as month,
        channel,
        sum(cost) as ad_spend
    from media
    group by cast(date_trunc('month', date) as date), channel
    having sum(cost) > 0
),

-- the channels of a month stand in a row: each one's part of the whole begins where the one before it ends
channel_parts as (
    select
        month,
        channel,
        sum(ad_spend) over (
            partition by month order by channel rows between unbounded preceding and current row
        ) as part_to,
        ad_spend,
        sum(ad_spend) over (partition by month) as whole
    from channel_months
),

other_costs as (
    select
        date,
        cast(date_trunc('month', date) as date) as month,
        cost_type,
        sum(cost) as cost
    from core.core_ad_costs_daily
    where cost_type <> 'media'
    group by date, cast(date_trunc('month', date) as date), cost_type
),

shared_costs as (
    select
        costs.date,
        costs.cost_type,
        coalesce(parts.channel, 'unassigned') as channel,
        case
            when parts.channel is null then costs.cost
            else cast(costs.cost * (parts.part_to / parts.whole) as decimal(18, 4))
                - cast(costs.cost * ((parts.part_to - parts.ad_spend) / parts.whole) as decimal(18, 4))
        end as cost
    from other_costs as costs
    left join channel_parts as parts on costs.month = parts.month
)

select
    date,
    channel,
    campaign,
    'media' as cost_type,
    cast(cost as decimal(18, 4)) as ad_spend,
    cast(cost as decimal(18, 4)) as marketing_cost,
    cast(impressions as bigint) as impressions,
    cast(clicks as bigint) as clicks
from media

union all

select
    date,
    channel,
    '(none)' as campaign,
    cost_type,
    cast(0 as decimal(18, 4)) as ad_spend,
    cast(cost as decimal(18, 4)) as marketing_cost,
    cast(0 as bigint) as impressions,
    cast(0 as bigint) as clicks
from shared_costs
