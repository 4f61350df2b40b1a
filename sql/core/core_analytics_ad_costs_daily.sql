/* ---
description: >-
  Advertising that is linked to the Google Analytics property, and what the sessions of a campaign of the same name
  brought. Kept apart from the company's costs, which come from the ad systems themselves.
grain: one row per account × date × source × medium × campaign
key: [account, date, source, medium, campaign]
owner: marketing-data
columns:
  ad_cost: {description: Cost in the reporting currency; NULL where it is hidden or has no exchange rate, additive: yes}
  purchase_revenue:
    description: Revenue of the sessions' purchases in the reporting currency; NULL where hidden or without a rate
    additive: yes
  sessions: {description: Sessions of the campaign; NULL where none has its name, additive: yes}
  status: ok; no_rate without an exchange rate; no_data where the cost is hidden from our role
--- */
with sessions as (
    select
        account,
        date,
        source,
        medium,
        campaign,
        sum(sessions) as sessions,
        sum(purchases) as purchases,
        sum(purchase_revenue) as purchase_revenue
    from staging.stg_google_analytics__campaign_days
    group by account, date, source, medium, campaign
),

costs as (
    select
        account,
        date,
        source,
        medium,
        campaign,
        max(upper(trim(currency))) as currency,
        sum(ad_cost) as ad_cost,
        sum(clicks) as clicks,
        sum(impressions) as impressions
    from staging.stg_google_analytics__ad_cost_days
    group by account, date, source, medium, campaign
)

select
    costs.account,
    costs.date,
    costs.source,
    costs.medium,
    costs.campaign,
    cast(cast(costs.ad_cost as decimal(28, 4)) * rates.rate as decimal(18, 4)) as ad_cost,
    cast(costs.clicks as bigint) as clicks,
    cast(costs.impressions as bigint) as impressions,
    cast(sessions.sessions as bigint) as sessions,
    cast(sessions.purchases as bigint) as purchases,
    cast(cast(sessions.purchase_revenue as decimal(28, 4)) * rates.rate as decimal(18, 4)) as purchase_revenue,
    case
        when costs.ad_cost is null then 'no_data'
        when rates.rate is null then 'no_rate'
        else 'ok'
    end as status
from costs
left join sessions
    on costs.account = sessions.account
    and costs.date = sessions.date
    and costs.source = sessions.source
    and costs.medium = sessions.medium
    and costs.campaign = sessions.campaign
left join core.core_exchange_rates as rates
    on costs.currency = rates.currency and costs.date >= rates.valid_from and costs.date < rates.valid_to
