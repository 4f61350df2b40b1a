/* ---
description: >-
  Costs that are due, net of VAT: media by channel and campaign, every other type spread over channels by its rule in
  money.yaml.
grain: one row per date × channel × campaign × cost type
key: [date, channel, campaign, cost_type]
incremental: date
reach_days: 30
reach_back_days: 30
follows: {core.core_ad_costs_daily: date}
owner: marketing-data
checks:
  - name: costs_are_conserved
    sql: >
      select coalesce(costs.date, shared.date) as date, coalesce(costs.cost_type, shared.cost_type) as cost_type,
        costs.cost, shared.marketing_cost
      from (
        select date, cost_type, sum(cost) as cost
        from core.core_ad_costs_daily
        where is_due and date >= $date_from and date < $date_to group by date, cost_type
      ) as costs
      full join (
        select date, cost_type, sum(marketing_cost) as marketing_cost
        from core.core_marketing_costs_daily
        where date >= $date_from and date < $date_to group by date, cost_type
      ) as shared on costs.date = shared.date and costs.cost_type = shared.cost_type
      where coalesce(costs.cost, 0) <> coalesce(shared.marketing_cost, 0)
columns:
  campaign: Campaign of media; (none) for the other costs, which belong to a channel as a whole
--- */
-- a month's costs are shared out by what the whole month had: its every day is read, and any changes all others
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
        and is_due
        and date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
    group by date, channel, campaign
),

ad_spend_months as (
    select
        cast(date_trunc('month', date) as date) as month,
        channel,
        sum(cost) as ad_spend
    from media
    group by cast(date_trunc('month', date) as date), channel
    having sum(cost) > 0
),

weights as (
    select 'ad_spend' as basis, month, channel, cast(ad_spend as decimal(18, 4)) as weight
    from ad_spend_months

    union all

    select 'evenly' as basis, month, channel, cast(1 as decimal(18, 4)) as weight
    from ad_spend_months

    union all

    select
        'visits' as basis,
        cast(date_trunc('month', date) as date) as month,
        channel,
        cast(sum(valid_visits) as decimal(18, 4)) as weight
    from core.core_channel_traffic_daily
    where date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
    group by cast(date_trunc('month', date) as date), channel
    having sum(valid_visits) > 0
),

-- the channels of a month stand in a row: each one's part of the whole begins where the one before it ends
channel_parts as (
    select
        basis,
        month,
        channel,
        sum(weight) over (
            partition by basis, month order by channel rows between unbounded preceding and current row
        ) as part_to,
        weight,
        sum(weight) over (partition by basis, month) as whole
    from weights
),

other_costs as (
    select
        costs.date,
        cast(date_trunc('month', costs.date) as date) as month,
        costs.cost_type,
        types.basis,
        types.channel,
        sum(costs.cost) as cost
    from core.core_ad_costs_daily as costs
    inner join config.cost_types as types on costs.cost_type = types.cost_type
    where costs.cost_type <> 'media'
        and costs.is_due
        and costs.date >= $date_from and costs.date < $date_to
    group by costs.date, cast(date_trunc('month', costs.date) as date), costs.cost_type, types.basis, types.channel
),

-- a month in which nobody has a part (no ad spend, no visits) leaves its costs to no channel
shared_costs as (
    select
        costs.date,
        costs.cost_type,
        coalesce(costs.channel, parts.channel, 'unassigned') as channel,
        case
            when parts.channel is null then costs.cost
            else
                case
                    when parts.part_to = parts.whole then cast(costs.cost as decimal(18, 4))
                    else cast(costs.cost * (parts.part_to / parts.whole) as decimal(18, 4))
                end
                - cast(costs.cost * ((parts.part_to - parts.weight) / parts.whole) as decimal(18, 4))
        end as cost
    from other_costs as costs
    left join channel_parts as parts on costs.basis = parts.basis and costs.month = parts.month
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
where date >= $date_from and date < $date_to

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
