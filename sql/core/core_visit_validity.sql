/* ---
description: >-
  Whether each visit is a person's, by versioned rules over what the browser and the crowd around it show;
  conversion never enters them.
grain: one row per visit
key: [visit_id]
incremental: date
reach_days: 0
owner: marketing-data
columns:
  reasons: >-
    Invalid by declared_robot (the source says so), no_window (a window of no size), no_javascript and no_cookies (off,
    and gone at once), visitor_flood (over 30 visits of a browser and day), network_burst (at least 5 browsers of a
    network and day, 9 of 10 visits gone within 10 s), time_zone_mismatch (a new desktop browser from search or direct,
    whose clock isn't its city's). Suspect by cookies_off, javascript_off, busy_visitor (over 15 visits), foreign_clock
--- */
with visits as (
    select
        visit_id,
        date,
        visitor_id,
        network,
        country,
        city,
        time_zone_minutes,
        traffic_source,
        device,
        is_new_visitor,
        is_robot,
        has_cookies,
        has_javascript,
        window_width = 0 or window_height = 0 as is_windowless,
        page_views <= 1 and duration_s = 0 as is_instant,
        page_views <= 1 and duration_s <= 10 as is_glance
    from core.core_web_visits
    where date >= $date_from and date < $date_to
),

visitor_days as (
    select date, visitor_id, count(*) as visits
    from visits
    where visitor_id is not null
    group by date, visitor_id
),

-- an office behind one address stays and reads; a farm of robots is gone at once
network_days as (
    select
        date,
        network,
        count(*) as visits,
        count(distinct visitor_id) as visitors,
        count(*) filter (where is_glance) as glances
    from visits
    where network is not null
    group by date, network
),

city_clocks as (
    select date, country, city, time_zone_minutes, count(*) as visits
    from visits
    where city is not null and time_zone_minutes is not null
    group by date, country, city, time_zone_minutes
),

-- what most clocks of a city show is its time, where there are enough of them to tell
city_times as (
    select date, country, city, time_zone_minutes
    from city_clocks
    where visits >= 5
    qualify row_number() over (
        partition by date, country, city
        order by visits desc, time_zone_minutes
    ) = 1
),

-- a rule whose inputs are absent is NULL, and a NULL doesn't fire
signals as (
    select
        visits.visit_id,
        visits.date,
        visits.is_robot,
        coalesce(visits.is_robot, visits.is_windowless, visits.has_javascript, visits.has_cookies) is not null
            or visits.network is not null as is_judged,
        visits.is_windowless as no_window,
        not visits.has_javascript as javascript_off,
        not visits.has_javascript and visits.is_glance as no_javascript,
        not visits.has_cookies as cookies_off,
        not visits.has_cookies and visits.is_instant as no_cookies,
        visitors.visits > 30 as visitor_flood,
        visitors.visits > 15 as busy_visitor,
        visits.is_glance and networks.visitors >= 5 and networks.glances >= 0.9 * networks.visits as network_burst,
        abs(visits.time_zone_minutes - cities.time_zone_minutes) >= 120 as foreign_clock,
        abs(visits.time_zone_minutes - cities.time_zone_minutes) >= 120
            and visits.has_cookies
            and visits.is_new_visitor
            and visits.device = 'desktop'
            and visits.traffic_source in ('organic', 'direct') as time_zone_mismatch
    from visits
    left join visitor_days as visitors on visits.date = visitors.date and visits.visitor_id = visitors.visitor_id
    left join network_days as networks on visits.date = networks.date and visits.network = networks.network
    left join city_times as cities
        on visits.date = cities.date and visits.country = cities.country and visits.city = cities.city
),

reasoned as (
    select
        visit_id,
        date,
        is_robot,
        is_judged,
        concat_ws(
            ',',
            case when no_window then 'no_window' end,
            case when no_javascript then 'no_javascript' end,
            case when no_cookies then 'no_cookies' end,
            case when visitor_flood then 'visitor_flood' end,
            case when network_burst then 'network_burst' end,
            case when time_zone_mismatch then 'time_zone_mismatch' end
        ) as against,
        concat_ws(
            ',',
            case when javascript_off then 'javascript_off' end,
            case when cookies_off then 'cookies_off' end,
            case when busy_visitor then 'busy_visitor' end,
            case when foreign_clock then 'foreign_clock' end
        ) as doubts
    from signals
)

-- where the source says whether it was a robot, no rule is asked
select
    visit_id,
    date,
    case when is_robot is not null then not is_robot else against = '' end as is_valid,
    is_judged,
    is_robot is null and against = '' and doubts <> '' as is_suspect,
    case
        when is_robot then 'declared_robot'
        when is_robot is not null then ''
        when against <> '' then against
        else doubts
    end as reasons,
    '2026-11' as rules_version
from reasoned
