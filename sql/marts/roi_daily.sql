/* ---
description: >-
  Visits, leads, sales and costs side by side, each on its own day; costs without visits and revenue without costs
  keep their rows.
description_ru: >-
  Визиты, лиды, продажи и затраты рядом, каждое в свой день; затраты без визитов и выручка без затрат сохраняются.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
incremental: date
reach_days: 30
reach_back_days: 30
owner: marketing-data
checks:
  - name: totals_are_conserved
    sql: >
      with published as (
        select date_trunc('month', date) as month, sum(visits) as visits, sum(leads) as leads, sum(orders) as orders,
          sum(new_customers) as new_customers, sum(revenue) as revenue, sum(gross_profit) as gross_profit,
          sum(ad_spend) as ad_spend, sum(marketing_cost) as marketing_cost
        from marts.roi_daily where date >= cast(date_trunc('month', $date_from) as date)
          and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
      ),
      delivered as (
        select date_trunc('month', date) as month, count(*) as visits, 0 as leads, 0 as orders, 0 as new_customers,
          0 as revenue, 0 as gross_profit, 0 as ad_spend, 0 as marketing_cost
        from core.core_visits where date >= cast(date_trunc('month', $date_from) as date)
          and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', sessions.date), sum(sessions.sessions), 0, 0, 0, 0, 0, 0, 0
        from core.core_sessions_daily as sessions
        cross join config.company as company
        where company.web_primary = 'google_analytics'
          and sessions.date >= cast(date_trunc('month', $date_from) as date)
          and sessions.date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', created_date), 0, count(*), 0, 0, 0, 0, 0, 0
        from core.core_leads where not is_spam and created_date >= cast(date_trunc('month', $date_from) as date)
          and created_date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', sale_date), 0, 0, count(*), 0, 0, 0, 0, 0
        from core.core_orders where is_sale and sale_date >= cast(date_trunc('month', $date_from) as date)
          and sale_date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', first_sale_date), 0, 0, 0, count(*), 0, 0, 0, 0
        from core.core_customers where first_sale_date >= cast(date_trunc('month', $date_from) as date)
          and first_sale_date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', date), 0, 0, 0, 0, sum(revenue), coalesce(sum(gross_profit), 0), 0, 0
        from core.core_sales_events where date >= cast(date_trunc('month', $date_from) as date)
          and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
        union all
        select date_trunc('month', date), 0, 0, 0, 0, 0, 0,
          sum(case when cost_type = 'media' then cost else 0 end), sum(cost)
        from core.core_ad_costs_daily where is_due and date >= cast(date_trunc('month', $date_from) as date)
          and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
        group by 1
      ),
      totals as (
        select month, sum(visits) as visits, sum(leads) as leads, sum(orders) as orders,
          sum(new_customers) as new_customers, round(sum(revenue), 2) as revenue,
          round(sum(gross_profit), 2) as gross_profit, round(sum(ad_spend), 2) as ad_spend,
          round(sum(marketing_cost), 2) as marketing_cost
        from delivered group by month
      )
      select coalesce(totals.month, published.month) as month
      from totals full join published on totals.month = published.month
      where coalesce(totals.visits, 0) <> coalesce(published.visits, 0)
        or coalesce(totals.leads, 0) <> coalesce(published.leads, 0)
        or coalesce(totals.orders, 0) <> coalesce(published.orders, 0)
        or coalesce(totals.new_customers, 0) <> coalesce(published.new_customers, 0)
        or coalesce(totals.revenue, 0) <> coalesce(published.revenue, 0)
        or coalesce(totals.gross_profit, 0) <> coalesce(published.gross_profit, 0)
        or coalesce(totals.ad_spend, 0) <> coalesce(published.ad_spend, 0)
        or coalesce(totals.marketing_cost, 0) <> coalesce(published.marketing_cost, 0)
columns:
  date: The day of the visit, of the lead's creation, of the payment or refund, of the cost
  orders: Paid orders; a refund lowers revenue and gross profit, not this count
  gross_profit: Profit of the sales whose cost is known; NULL where none is
--- */
-- rows share the rounding of their month: its every day is read, and any changes all others
with facts as (
    select
        date,
        channel,
        campaign,
        visits,
        valid_visits,
        0 as leads,
        0 as orders,
        0 as new_customers,
        0 as sales_days,
        0 as costed_days,
        0 as revenue,
        0 as gross_profit,
        0 as revenue_without_cost,
        0 as sales_without_cost,
        0 as impressions,
        0 as clicks,
        0 as ad_spend,
        0 as marketing_cost
    from core.core_campaign_traffic_daily
    where date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)

    union all

    select date, channel, campaign, 0, 0, leads, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from core.core_leads_daily
    where date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)

    union all

    select
        date,
        channel,
        campaign,
        0,
        0,
        0,
        orders,
        new_customers,
        1,
        case when gross_profit is not null then 1 else 0 end,
        revenue,
        coalesce(gross_profit, 0),
        revenue_without_cost,
        sales_without_cost,
        0,
        0,
        0,
        0
    from core.core_sales_daily
    where date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)

    union all

    select date, channel, campaign, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, impressions, clicks, ad_spend, marketing_cost
    from core.core_marketing_costs_daily
    where date >= cast(date_trunc('month', $date_from) as date)
        and date < cast(date_trunc('month', $date_to - interval 1 day) + interval 1 month as date)
),

daily_sums as (
    select
        date,
        channel,
        campaign,
        cast(date_trunc('month', date) as date) as month,
        sum(visits) as visits,
        sum(valid_visits) as valid_visits,
        sum(leads) as leads,
        sum(orders) as orders,
        sum(new_customers) as new_customers,
        sum(sales_days) as sales_days,
        sum(costed_days) as costed_days,
        sum(revenue) as revenue,
        sum(gross_profit) as gross_profit,
        sum(revenue_without_cost) as revenue_without_cost,
        sum(sales_without_cost) as sales_without_cost,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(ad_spend) as ad_spend,
        sum(marketing_cost) as marketing_cost
    from facts
    group by date, channel, campaign
),

-- the rows of a month stand in a row, channel by channel: each gets the rounded sum up to it minus the rounded sum
-- before it, so that the month and, to a kopeck, every channel of it add up
running_sums as (
    select
        *,
        sum(revenue) over month_so_far as revenue_to,
        sum(gross_profit) over month_so_far as gross_profit_to,
        sum(revenue_without_cost) over month_so_far as revenue_without_cost_to,
        sum(ad_spend) over month_so_far as ad_spend_to,
        sum(marketing_cost) over month_so_far as marketing_cost_to
    from daily_sums
    window month_so_far as (
        partition by month
        order by channel, campaign, date
        rows between unbounded preceding and current row
    )
)

select
    date,
    channel,
    campaign,
    cast(visits as bigint) as visits,
    cast(valid_visits as bigint) as valid_visits,
    cast(leads as bigint) as leads,
    cast(orders as bigint) as orders,
    cast(new_customers as bigint) as new_customers,
    cast(round(revenue_to, 2) - round(revenue_to - revenue, 2) as decimal(18, 2)) as revenue,
    case
        when sales_days > 0 and costed_days = 0 then null
        else cast(round(gross_profit_to, 2) - round(gross_profit_to - gross_profit, 2) as decimal(18, 2))
    end as gross_profit,
    cast(
        round(revenue_without_cost_to, 2) - round(revenue_without_cost_to - revenue_without_cost, 2)
        as decimal(18, 2)
    ) as revenue_without_cost,
    cast(sales_without_cost as bigint) as sales_without_cost,
    cast(impressions as bigint) as impressions,
    cast(clicks as bigint) as clicks,
    cast(round(ad_spend_to, 2) - round(ad_spend_to - ad_spend, 2) as decimal(18, 2)) as ad_spend,
    cast(round(marketing_cost_to, 2) - round(marketing_cost_to - marketing_cost, 2) as decimal(18, 2)) as marketing_cost
from running_sums
where date >= $date_from and date < $date_to
