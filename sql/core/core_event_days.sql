/* ---
description: How many events Google Analytics' export has for a day, and how many of them no visit can have.
grain: one row per account × date
key: [account, date]
incremental: date
reach_days: 0
owner: marketing-data
checks:
  - name: most_events_have_a_browser_and_a_session
    severity: warn
    say: >-
      {account}, {date}: {without_visit} of {events} events name no browser or no session (consent was refused), and
      are in no visit
    sql: >
      select account, date, events, without_visit
      from core.core_event_days
      where 5 * without_visit > events and date >= $date_from and date < $date_to
columns:
  date: The property's local day
  events: {description: Events of the day, additive: yes}
  without_visitor: {description: Events that name no browser, additive: yes}
  without_visit: {description: Events that name no browser or no session; they are in no visit, additive: yes}
  purchases_without_visit: {description: Purchases among them, additive: yes}
--- */
select
    account,
    date,
    count(*) as events,
    count(case when visitor_id is null then 1 end) as without_visitor,
    count(case when visitor_id is null or session_id is null then 1 end) as without_visit,
    count(case when (visitor_id is null or session_id is null) and event = 'purchase' then 1 end)
        as purchases_without_visit
from staging.stg_google_analytics__events
where date >= $date_from and date < $date_to
group by account, date
