/* ---
description: >-
  What each channel cost and brought in a month, everything on its own date, by the declared attribution model.
description_ru: Затраты и отдача каждого канала за месяц, каждая величина в свою дату, по объявленной модели атрибуции.
grain: one row per month × channel × model
key: [month, channel, model]
owner: marketing-data
checks:
  - name: months_are_conserved
    sql: >
      select coalesce(daily.month, months.month) as month
      from (
        select cast(date_trunc('month', date) as date) as month, sum(visits) as visits, sum(leads) as leads,
          sum(orders) as orders, sum(new_customers) as new_customers, sum(revenue) as revenue,
          coalesce(sum(gross_profit), 0) as gross_profit, sum(ad_spend) as ad_spend,
          sum(marketing_cost) as marketing_cost
        from marts.roi_daily group by 1
      ) as daily
      full join (
        select month, sum(visits) as visits, sum(leads) as leads, sum(orders) as orders,
          sum(new_customers) as new_customers, sum(revenue) as revenue,
          coalesce(sum(gross_profit), 0) as gross_profit, sum(ad_spend) as ad_spend,
          sum(marketing_cost) as marketing_cost
        from marts.roi_by_channel where model = 'last_non_direct' group by 1
      ) as months on daily.month = months.month
      where daily.month is null or months.month is null
        or daily.visits <> months.visits or daily.leads <> months.leads or daily.orders <> months.orders
        or daily.new_customers <> months.new_customers or daily.revenue <> months.revenue
        or daily.gross_profit <> months.gross_profit or daily.ad_spend <> months.ad_spend
        or daily.marketing_cost <> months.marketing_cost
columns:
  status: >-
    ok; incomplete where web data doesn't cover the month and the attribution window before it (all rates are
    NULL) or where the cost of some sales is unknown (romi is NULL); stale where the last days are missing;
    zero_denominator where the channel cost nothing
  orders: Paid orders; a refund lowers revenue and gross profit, not this count
  gross_profit: Profit of the sales whose cost is known; NULL where none is
  maturity: Share of the month's days whose attribution window has closed
--- */
with channel_months as (
    select
        cast(date_trunc('month', date) as date) as month,
        channel,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(ad_spend) as ad_spend,
        sum(marketing_cost) as marketing_cost,
        sum(visits) as visits,
        sum(valid_visits) as valid_visits,
        sum(leads) as leads,
        sum(orders) as orders,
        sum(new_customers) as new_customers,
        sum(revenue) as revenue,
        sum(revenue_without_cost) as revenue_without_cost,
        sum(sales_without_cost) as sales_without_cost,
        -- days without sales have a profit of 0: where no other is known, none is
        case
            when sum(sales_without_cost) > 0 and count(*) filter (where gross_profit <> 0) = 0 then null
            else sum(gross_profit)
        end as gross_profit
    from marts.roi_daily
    group by cast(date_trunc('month', date) as date), channel
),

month_maturity as (
    select
        dates.month_start as month,
        avg(case
            when cast(dates.date + company.attribution_days * interval 1 day as date) < clock.today then 1
            else 0
        end) as maturity
    from core.core_dates as dates
    cross join config.company as company
    cross join config.clock as clock
    group by dates.month_start
),

coverage as (
    select period_start as month, coalesce(attribution_status, 'ok') as coverage_status
    from core.core_period_coverage
    where period_grain = 'month'
),

judged_months as (
    select
        sums.month,
        sums.channel,
        maturity.maturity,
        -- a month outside the calendar is covered by nothing
        coalesce(coverage.coverage_status, 'no_baseline') as coverage_status
    from channel_months as sums
    left join month_maturity as maturity on sums.month = maturity.month
    left join coverage on sums.month = coverage.month
),

-- what isn't covered has no rates
rated_months as (
    select
        sums.month,
        sums.channel,
        judged.maturity,
        judged.coverage_status,
        case when judged.coverage_status <> 'no_baseline' then sums.ad_spend end as rated_spend,
        case when judged.coverage_status <> 'no_baseline' then sums.marketing_cost end as rated_cost
    from channel_months as sums
    inner join judged_months as judged on sums.month = judged.month and sums.channel = judged.channel
)

select
    sums.month,
    sums.channel,
    'last_non_direct' as model,
    cast(sums.impressions as bigint) as impressions,
    cast(sums.clicks as bigint) as clicks,
    cast(sums.ad_spend as decimal(18, 2)) as ad_spend,
    cast(sums.marketing_cost as decimal(18, 2)) as marketing_cost,
    cast(sums.visits as bigint) as visits,
    cast(sums.valid_visits as bigint) as valid_visits,
    cast(sums.leads as bigint) as leads,
    cast(sums.orders as bigint) as orders,
    cast(sums.new_customers as bigint) as new_customers,
    cast(sums.revenue as decimal(18, 2)) as revenue,
    cast(sums.gross_profit as decimal(18, 2)) as gross_profit,
    cast(sums.revenue_without_cost as decimal(18, 2)) as revenue_without_cost,
    cast(sums.sales_without_cost as bigint) as sales_without_cost,
    sums.revenue / nullif(rated.rated_spend, 0) as roas,
    sums.revenue / nullif(rated.rated_spend, 0) - 1 as revenue_roi,
    case
        when sums.sales_without_cost = 0
            then (sums.gross_profit - rated.rated_cost) / nullif(rated.rated_cost, 0)
    end as romi,
    rated.rated_spend / nullif(sums.revenue, 0) as ad_spend_share,
    cast(rated.rated_cost / nullif(sums.leads, 0) as decimal(18, 2)) as cpl,
    cast(rated.rated_cost / nullif(sums.new_customers, 0) as decimal(18, 2)) as cac,
    rated.maturity,
    case
        when rated.coverage_status = 'no_baseline' or sums.sales_without_cost > 0 then 'incomplete'
        when rated.coverage_status <> 'ok' then rated.coverage_status
        when sums.marketing_cost = 0 then 'zero_denominator'
        else 'ok'
    end as status
from channel_months as sums
inner join rated_months as rated on sums.month = rated.month and sums.channel = rated.channel
