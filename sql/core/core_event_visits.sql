/* ---
description: >-
  Visits made of Google Analytics' events, in the common visit columns: all events of a session, over one midnight too.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 2
reach_back_days: 1
owner: marketing-data
checks:
  - name: events_of_sessions_belong_to_visits
    sql: >
      select session_days.account, session_days.date, session_days.visitor_id, session_days.session_id
      from (
        select distinct account, date, visitor_id, session_id,
          'ga4:' || account || ':' || visitor_id || ':' || session_id || ':' as session
        from staging.stg_google_analytics__events
        where date >= $date_from and date < $date_to and visitor_id is not null and session_id is not null
      ) as session_days
      left join core.core_event_visits as begun
        on begun.visit_id = session_days.session || session_days.date
      left join core.core_event_visits as continued
        on continued.visit_id = session_days.session || cast(session_days.date - interval 1 day as date)
      where begun.visit_id is null and continued.visit_id is null
columns:
  visit_id: Account, browser, session and day, for the number of a session may come back on another day
  date: The property's local day on which the visit began
  visitor_id: The browser, by its client id
  source: Source by the vendor's last click, else by the visit's first event that has one; (direct) where nothing sent it
  duration_s: {description: Time that pages were in sight, unit: seconds}
  is_bounce: The session wasn't engaged, by the vendor's definition
  goals: Names of events but the automatic ones, one element each time
  country: Country by the address of the network, named in English
  browser_language: Language of the device
  events: {description: Events of the visit, additive: yes}
--- */
with session_days as (
    select distinct account, visitor_id, session_id, date
    from staging.stg_google_analytics__events
    -- a session goes on over midnight: the days before tell whether it is new, the day after how it ended
    where date >= cast($date_from - interval 2 day as date)
        and date < cast($date_to + interval 1 day as date)
        and visitor_id is not null
        and session_id is not null
),

long_sessions as (
    select account, visitor_id, session_id
    from session_days
    group by account, visitor_id, session_id
    having count(*) > 1
),

long_session_days as (
    select
        days.account,
        days.visitor_id,
        days.session_id,
        days.date,
        lag(days.date) over session_so_far as last_date,
        lag(days.date, 2) over session_so_far as date_before_last
    from session_days as days
    inner join long_sessions as sessions
        on days.account = sessions.account
        and days.visitor_id = sessions.visitor_id
        and days.session_id = sessions.session_id
    window session_so_far as (partition by days.account, days.visitor_id, days.session_id order by days.date)
),

-- a day goes on what began the day before. A third day in a row begins anew, as a robot's or a clock's do: whoever
-- looks at some days only must find the visits that stand in the whole
continued as (
    select account, visitor_id, session_id, date, last_date
    from long_session_days
    where last_date = cast(date - interval 1 day as date)
        and coalesce(date_before_last <> cast(date - interval 2 day as date), true)
),

events as (
    select
        events.account,
        coalesce(continued.last_date, events.date) as date,
        events.event,
        events.happened_at,
        events.visitor_id,
        events.session_id,
        events.session_number,
        events.is_engaged,
        events.engagement_ms,
        events.page_location,
        events.page_referrer,
        events.session_content,
        events.session_term,
        events.vendor_channel,
        events.content,
        events.term,
        events.device,
        events.country,
        events.city,
        events.browser,
        events.operating_system,
        events.browser_language,
        events.sequence,
        events.session_source,
        events.session_medium,
        events.session_campaign,
        events.source,
        events.medium,
        events.campaign,
        -- auto-tagging goes before UTM, as at the vendor's
        case
            when events.session_source not in ('(not set)', '(data not available)') then 'session'
            when events.is_google_ads then 'google ads'
            when events.source not in ('(not set)', '(data not available)') then 'event'
            else 'nothing'
        end as said_by
    from staging.stg_google_analytics__events as events
    left join continued
        on events.account = continued.account
        and events.visitor_id = continued.visitor_id
        and events.session_id = continued.session_id
        and events.date = continued.date
    where events.date >= $date_from
        and events.date < cast($date_to + interval 1 day as date)
        and events.visitor_id is not null
        and events.session_id is not null
),

origins as (
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
        vendor_channel,
        {
            'source': case said_by when 'event' then source when 'google ads' then 'google' else session_source end,
            'medium': case said_by when 'event' then medium when 'google ads' then 'cpc' else session_medium end,
            'campaign': case said_by
                when 'event' then campaign
                when 'google ads' then coalesce(session_campaign, campaign)
                else session_campaign
            end,
            'content': case said_by when 'session' then session_content else content end,
            'term': case said_by when 'session' then session_term else term end
        } as origin,
        {'location': page_location, 'referrer': page_referrer} as page,
        {
            'device': device,
            'country': country,
            'city': city,
            'browser': browser,
            'operating_system': operating_system,
            'browser_language': browser_language
        } as machine,
        case said_by when 'session' then 1 when 'nothing' then 3 else 2 end as origin_rank,
        case when page_location is null then 2 else 1 end as page_rank,
        {'happened_at': happened_at, 'sequence': sequence, 'event': event} as place
    from events
),

-- the first event of the best kind tells; one pass without sorting, for these are the most rows of all models
sessions as (
    select
        account,
        visitor_id,
        session_id,
        date,
        min(happened_at) as started_at,
        min_by(origin, {'rank': origin_rank, 'place': place}) as origin,
        min_by(page, {'rank': page_rank, 'place': place}) as page,
        min_by(machine, place) as machine,
        max(vendor_channel) as vendor_channel,
        count(case when event in ('page_view', 'screen_view') then 1 end) as page_views,
        coalesce(sum(engagement_ms), 0) as engagement_ms,
        coalesce(max(case when is_engaged then 1 end), 0) = 0 as is_bounce,
        coalesce(max(case when event in ('first_visit', 'first_open') or session_number = 1 then 1 end), 0) = 1
            as is_new_visitor,
        array_agg(event order by happened_at, event) filter (
            where event not in ('session_start', 'first_visit', 'first_open', 'page_view', 'user_engagement')
        ) as goals,
        count(*) as events
    from origins
    where date >= $date_from and date < $date_to
    group by account, visitor_id, session_id, date
),

visits as (
    select
        account,
        visitor_id,
        session_id,
        date,
        started_at,
        origin.source as source,
        origin.medium as medium,
        origin.campaign as campaign,
        origin.content as content,
        origin.term as term,
        page.location as landing_page,
        page.referrer as referrer,
        machine.device as device,
        machine.country as country,
        machine.city as city,
        machine.browser as browser,
        machine.operating_system as operating_system,
        machine.browser_language as browser_language,
        vendor_channel,
        page_views,
        engagement_ms,
        is_bounce,
        is_new_visitor,
        goals,
        events
    from sessions
),

hosts as (
    select
        *,
        replace(lower(split_part(split_part(landing_page, '//', 2), '/', 1)), 'www.', '') as own_host,
        replace(lower(split_part(split_part(referrer, '//', 2), '/', 1)), 'www.', '') as referring_host
    from visits
),

-- our own pages refer to each other: that is nobody's visit
direct_or_not as (
    select *, source is null and (referrer is null or referring_host in ('', own_host)) as is_direct
    from hosts
)

select
    account,
    'ga4:' || account || ':' || visitor_id || ':' || session_id || ':' || date as visit_id,
    visitor_id,
    started_at,
    date,
    cast(null as varchar) as traffic_source,
    case when is_direct then '(direct)' else source end as source,
    case when is_direct then coalesce(medium, '(none)') else medium end as medium,
    campaign,
    content,
    term,
    referrer,
    landing_page,
    cast(null as varchar) as origin,
    vendor_channel,
    case device when 'mobile' then 'phone' when 'smart tv' then 'tv' else device end as device,
    country,
    city,
    page_views,
    cast(floor(engagement_ms / 1000) as bigint) as duration_s,
    is_bounce,
    is_new_visitor,
    cast(null as boolean) as is_robot,
    coalesce(goals, cast([] as varchar[])) as goals,
    cast(null as boolean) as has_cookies,
    cast(null as boolean) as has_javascript,
    cast(null as integer) as screen_width,
    cast(null as integer) as screen_height,
    cast(null as integer) as window_width,
    cast(null as integer) as window_height,
    cast(null as integer) as time_zone_minutes,
    browser,
    operating_system,
    browser_language,
    cast(null as varchar) as network,
    events
from direct_or_not
