/* ---
description: Key events of a day, and the sessions with them, by the source, medium and campaign of the session.
grain: one row per account × date × event × vendor channel × source × medium × campaign
materialized: view
owner: marketing-data
columns:
  date: The property's local day
  source: Source of the session by the vendor's word, lower case; (none) where there is none
  medium: Medium of the session by the vendor's word, lower case; (none) where there is none
  campaign: Campaign of the session by the vendor's word, such as (organic) or (not set); (none) where there is none
--- */
select
    account,
    date,
    coalesce(event_name, '(not set)') as event_name,
    coalesce(session_default_channel_group, '(not set)') as vendor_channel,
    lower(trim(coalesce(session_source, '(none)'))) as source,
    lower(trim(coalesce(session_medium, '(none)'))) as medium,
    coalesce(session_campaign_name, '(none)') as campaign,
    cast(key_events as double) as key_events,
    cast(sessions as bigint) as event_sessions
from lake.google_analytics__key_event_days
