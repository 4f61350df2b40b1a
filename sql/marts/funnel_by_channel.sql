/* ---
description: >-
  The way from visit to paid order by channel, where every lead and order stands in the month of the visit that it
  is credited to.
description_ru: >-
  Путь от визита до оплаченного заказа по каналам; лид и заказ стоят в месяце того визита, которому они засчитаны.
grain: one row per month × channel
key: [month, channel]
owner: marketing-data
checks:
  - name: leads_and_orders_are_conserved
    sql: >
      select published.leads, published.orders, published.paid_orders, core.leads as core_leads,
        core.orders as core_orders, core.paid_orders as core_paid_orders
      from (
        select coalesce(sum(leads), 0) as leads, coalesce(sum(orders_from_leads + orders_without_lead), 0) as orders,
          coalesce(sum(paid_orders), 0) as paid_orders
        from marts.funnel_by_channel
      ) as published
      cross join (
        select (select count(*) from core.core_leads where not is_spam) as leads,
          (select count(*) from core.core_orders) as orders,
          (select count(*) from core.core_orders where is_sale) as paid_orders
      ) as core
      where published.leads <> core.leads or published.orders <> core.orders
        or published.paid_orders <> core.paid_orders
columns:
  valid_share_of_visits: Valid visits / visits; NULL where nothing tells robots
  month: The month of the credited visit; of the lead or order itself where no visit is credited
  orders_from_leads: Orders of a lead, in the lead's month and channel
  orders_without_lead: Orders of no lead, in the month and channel of their own credited visit
  paid_orders: Those of both that were paid, refunded ones included
  status: >-
    ok; incomplete where web data doesn't cover the month and the attribution window before it, or tells only of days
    (rates of visits to leads and orders are NULL); stale where its last days are missing; zero_denominator where no
    visit is valid
--- */
with visits as (
    select
        cast(date_trunc('month', date) as date) as month,
        channel,
        sum(visits) as visits,
        sum(valid_visits) as valid_visits,
        sum(judged_visits) as judged_visits
    from core.core_channel_traffic_daily
    group by cast(date_trunc('month', date) as date), channel
),

credited as (
    select
        cast(date_trunc('month', date) as date) as month,
        channel,
        sum(leads) as leads,
        sum(qualified_leads) as qualified_leads,
        sum(orders_from_leads) as orders_from_leads,
        sum(orders_without_lead) as orders_without_lead,
        sum(paid_orders) as paid_orders
    from core.core_credited_daily
    group by cast(date_trunc('month', date) as date), channel
),

steps as (
    select
        month,
        channel,
        visits,
        valid_visits,
        judged_visits,
        0 as leads,
        0 as qualified_leads,
        0 as orders_from_leads,
        0 as orders_without_lead,
        0 as paid_orders
    from visits

    union all

    select
        month,
        channel,
        0,
        0,
        0,
        leads,
        qualified_leads,
        orders_from_leads,
        orders_without_lead,
        paid_orders
    from credited
),

funnel as (
    select
        month,
        channel,
        cast(sum(visits) as bigint) as visits,
        cast(sum(valid_visits) as bigint) as valid_visits,
        sum(judged_visits) as judged_visits,
        cast(sum(leads) as bigint) as leads,
        cast(sum(qualified_leads) as bigint) as qualified_leads,
        cast(sum(orders_from_leads) as bigint) as orders_from_leads,
        cast(sum(orders_without_lead) as bigint) as orders_without_lead,
        cast(sum(paid_orders) as bigint) as paid_orders
    from steps
    group by month, channel
),

-- without visits no lead is anybody's but by its own tag: to divide these few by all sessions says nothing
attributed as (
    select
        funnel.month,
        funnel.channel,
        case when company.web_primary <> 'google_analytics' then funnel.valid_visits end as attributable_visits
    from funnel
    cross join config.company as company
)

select
    funnel.month,
    funnel.channel,
    funnel.visits,
    funnel.valid_visits,
    funnel.leads,
    funnel.qualified_leads,
    funnel.orders_from_leads,
    funnel.orders_without_lead,
    funnel.paid_orders,
    case when funnel.judged_visits > 0 then funnel.valid_visits / nullif(funnel.visits, 0) end as valid_share_of_visits,
    funnel.leads / nullif(attributed.attributable_visits, 0) as lead_rate_of_valid_visits,
    funnel.qualified_leads / nullif(funnel.leads, 0) as qualified_rate_of_leads,
    funnel.orders_from_leads / nullif(funnel.leads, 0) as order_rate_of_leads,
    funnel.orders_without_lead / nullif(attributed.attributable_visits, 0) as order_rate_of_valid_visits,
    funnel.paid_orders / nullif(funnel.orders_from_leads + funnel.orders_without_lead, 0) as paid_rate_of_orders,
    case
        when coverage.period is null or coverage.attribution_status = 'no_baseline' then 'incomplete'
        when coverage.attribution_status is not null then coverage.attribution_status
        when funnel.valid_visits = 0 then 'zero_denominator'
        else 'ok'
    end as status
from funnel
inner join attributed on funnel.month = attributed.month and funnel.channel = attributed.channel
left join core.core_period_coverage as coverage
    on coverage.period_grain = 'month' and funnel.month = coverage.period_start
