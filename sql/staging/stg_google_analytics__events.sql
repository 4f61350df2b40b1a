/* ---
description: Events of Google Analytics' export that hold now; the delivery that arrived last supplies a day, or a part of it.
grain: one row per event
materialized: view
owner: marketing-data
columns:
  date: The property's local day
  event: Name of the event
  happened_at: {description: When it happened, unit: UTC}
  session_id: The session, unique only within a browser
  session_number: How many sessions the browser has had, this one included
  is_engaged: The session counts as engaged by this event
  engagement_ms: {description: Time that the page was in sight since the event before, unit: milliseconds}
  page_location: Address of the page
  page_referrer: Address of the page before
  session_source: Source of the session, last click by the vendor's own attribution
  session_medium: Medium of the session, likewise
  session_campaign: Campaign of the session, likewise
  session_content: Content of the session, by UTM
  session_term: Term of the session, by UTM
  is_google_ads: A click of Google Ads brought it
  source: Source that came with the event itself
  medium: Medium that came with the event itself
  campaign: Campaign that came with the event itself
  content: Content that came with the event itself
  term: Term that came with the event itself
  country: Country by the address of the network, named in English
  browser_language: Language of the device
  transaction_id: The shop's number of the purchase
  revenue_original: What was paid, by the page's own word
  currency: Currency of the revenue
  sequence: Place of the event in what the browser sent
--- */
with arrived as (
    select folder, event_date, part, delivery, max(arrival) as arrival
    from lake.files__web_events
    group by folder, event_date, part, delivery
),

ranked as (
    select
        folder,
        event_date,
        part,
        delivery,
        arrival,
        row_number() over (partition by folder, event_date, part order by arrival desc) as newest_first,
        max(case when part is null then arrival end) over (partition by folder, event_date) as last_whole,
        max(case when part is not null then arrival end) over (partition by folder, event_date) as last_part
    from arrived
),

-- a file with the whole day replaces all parts that came before it, and parts replace a whole one
present as (
    select
        folder,
        event_date,
        delivery,
        count(*) over (partition by folder, event_date) as deliveries
    from ranked
    where newest_first = 1
        and arrival >= case when part is null then coalesce(last_part, 0) else coalesce(last_whole, 0) end
),

events as (
    select
        events.folder as account,
        events.event_date as date,
        events.event,
        events.happened_at,
        events.visitor_id,
        events.session_id,
        events.session_number,
        events.is_engaged,
        events.engagement_ms,
        events.page_location,
        events.page_referrer,
        events.session_source,
        events.session_medium,
        events.session_campaign,
        events.session_content,
        events.session_term,
        events.vendor_channel,
        events.is_google_ads,
        events.source,
        events.medium,
        events.campaign,
        events.content,
        events.term,
        events.device,
        events.country,
        events.city,
        events.browser,
        events.operating_system,
        events.browser_language,
        events.transaction_id,
        events.revenue as revenue_original,
        events.currency,
        events.sequence,
        events.arrival,
        present.deliveries
    from lake.files__web_events as events
    inner join present
        on events.folder = present.folder
        and events.event_date = present.event_date
        and events.delivery = present.delivery
),

-- a day that was exported anew in fewer parts leaves old parts behind: what is in a newer one too counts there
newest_events as (
    select
        *,
        rank() over (
            partition by account, date, visitor_id, happened_at, event, sequence
            order by arrival desc
        ) as newest_first
    from events
    where deliveries > 1
),

held as (
    select *, 1 as newest_first
    from events
    where deliveries = 1

    union all

    select *
    from newest_events
    where newest_first = 1
)

select
    account,
    date,
    event,
    happened_at,
    visitor_id,
    session_id,
    session_number,
    is_engaged,
    engagement_ms,
    page_location,
    page_referrer,
    session_source,
    session_medium,
    session_campaign,
    session_content,
    session_term,
    vendor_channel,
    is_google_ads,
    source,
    medium,
    campaign,
    content,
    term,
    device,
    country,
    city,
    browser,
    operating_system,
    browser_language,
    transaction_id,
    revenue_original,
    currency,
    sequence
from held
