/* ---
description: >-
  Advertising by campaign as Google Analytics knows it, with what the sessions of the same campaign brought; never
  mixed with the costs that the ad systems report.
description_ru: >-
  Реклама по кампаниям по данным Google Аналитики и то, что принесли сессии этих кампаний; с расходами из самих
  рекламных систем не смешивается.
grain: one row per account × date × source × medium × campaign
key: [account, date, source, medium, campaign]
owner: marketing-data
checks:
  # some reports repeat one sum on every day of a range, whatever was spent on it
  - name: cost_is_not_the_same_day_after_day
    severity: warn
    say: >-
      {account}: the campaign “{campaign}” ({source} / {medium}) costs {ad_cost} on each of {days} days from {first_day}
      to {last_day}. Compare it with the ad system before you trust it.
    sql: >
      select account, source, medium, campaign, ad_cost, count(*) as days, min(date) as first_day, max(date) as last_day
      from (
        select account, source, medium, campaign, ad_cost, date,
          cast(date - interval 1 day * row_number() over (
            partition by account, source, medium, campaign, ad_cost order by date
          ) as date) as run
        from marts.analytics_ad_costs_daily
        where ad_cost > 0
      ) as runs
      group by account, source, medium, campaign, ad_cost, run
      having count(*) >= 7
      order by account, source, medium, campaign, first_day
columns:
  date: The property's local day
  source: Source that the cost is linked to, by the vendor's word
  medium: Medium that the cost is linked to, by the vendor's word
  campaign: Campaign that the cost is linked to; sessions may stand under another one
  ad_cost: {description: Cost; NULL where it is hidden or has no exchange rate, unit: reporting currency, additive: yes}
  sessions: {description: Sessions of a campaign of this name; NULL where there are none, additive: yes}
  purchases: {description: Purchases in these sessions, additive: yes}
  purchase_revenue: {description: Revenue of these purchases, unit: reporting currency, additive: yes}
  roas:
    description: Purchase revenue / ad cost; NULL without cost
    unit: ratio, 1 is 100 %
    additive: no
  status: >-
    ok; zero_denominator where nothing was spent; no_rate without an exchange rate; no_data where the cost is hidden
    from our role
--- */
select
    account,
    date,
    source,
    medium,
    campaign,
    cast(round(ad_cost, 2) as decimal(18, 2)) as ad_cost,
    clicks,
    impressions,
    sessions,
    purchases,
    cast(round(purchase_revenue, 2) as decimal(18, 2)) as purchase_revenue,
    purchase_revenue / nullif(ad_cost, 0) as roas,
    cast(ad_cost / nullif(purchases, 0) as decimal(18, 2)) as cpa,
    case when status = 'ok' and ad_cost = 0 then 'zero_denominator' else status end as status
from core.core_analytics_ad_costs_daily
