/* ---
description: >-
  Advertising of a day as Google Analytics knows it, by the campaign that it was linked to: that needn't be the
  campaign that the sessions name.
grain: one row per account × date × source × medium × campaign
materialized: view
owner: marketing-data
columns:
  date: The property's local day
  source: Source by the vendor's word, lower case; (none) where there is none
  medium: Medium by the vendor's word, lower case; (none) where there is none
  campaign: Campaign by the vendor's word; (none) where there is none
--- */
select
    account,
    date,
    lower(trim(coalesce(session_source, '(none)'))) as source,
    lower(trim(coalesce(session_medium, '(none)'))) as medium,
    coalesce(session_campaign_name, '(none)') as campaign,
    cast(advertiser_ad_cost as decimal(18, 4)) as ad_cost,
    cast(advertiser_ad_clicks as bigint) as clicks,
    cast(advertiser_ad_impressions as bigint) as impressions,
    currency
from lake.google_analytics__ad_cost_days
