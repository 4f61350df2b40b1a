/* ---
description: Traffic of a day by channel, its quality by components, and the quality score made of them.
description_ru: Трафик дня по каналам, составляющие его качества и индекс качества из них.
grain: one row per date × channel
key: [date, channel]
incremental: date
reach_days: 89
follows: {core.core_dates: date}
owner: marketing-data
checks:
  - name: visits_are_conserved
    sql: >
      select coalesce(visits.date, quality.date) as date, visits.visits, quality.visits as published_visits
      from (
        select date, sum(visits) as visits
        from (
          select date, count(*) as visits from core.core_visits
          where date >= $date_from and date < $date_to group by date
          union all
          select sessions.date, sum(sessions.sessions)
          from core.core_sessions_daily as sessions
          cross join config.company as company
          where company.web_primary = 'google_analytics'
            and sessions.date >= $date_from and sessions.date < $date_to
          group by sessions.date
        ) as sources
        group by date
      ) as visits
      full join (
        select date, sum(visits) as visits from marts.traffic_quality_daily
        where date >= $date_from and date < $date_to group by date
      ) as quality on visits.date = quality.date
      where coalesce(visits.visits, 0) <> coalesce(quality.visits, 0)
  - name: visits_are_valid_or_invalid
    sql: >
      select date, channel from marts.traffic_quality_daily
      where date >= $date_from and date < $date_to
        and (visits <> valid_visits + coalesce(invalid_visits, 0) or suspect_visits > valid_visits)
columns:
  status: >-
    ok; small_sample under 100 visits; no_data where nothing tells robots, so that the valid share is NULL and
    the score is made of the others; zero_denominator where no visit is valid, and rates of valid visits are NULL
--- */
with leads as (
    select date, channel, sum(leads) as leads, sum(qualified_leads) as qualified_leads
    from core.core_leads_daily
    where date >= $reach_from and date < $date_to
    group by date, channel
),

clicks as (
    select date, channel, sum(clicks) as clicks
    from core.core_marketing_costs_daily
    where date >= $reach_from and date < $date_to
    group by date, channel
    having sum(clicks) > 0
),

channel_days as (
    select
        traffic.date,
        traffic.channel,
        traffic.visits,
        traffic.valid_visits,
        traffic.suspect_visits,
        traffic.invalid_visits,
        traffic.judged_visits,
        traffic.bounces,
        traffic.engaged_visits,
        traffic.page_views,
        traffic.duration_s,
        traffic.visitors,
        traffic.new_visitors,
        coalesce(leads.leads, 0) as leads,
        coalesce(leads.qualified_leads, 0) as qualified_leads,
        coalesce(clicks.clicks, 0) as clicks,
        case when clicks.clicks > 0 then traffic.visits else 0 end as clicked_visits
    from core.core_channel_traffic_daily as traffic
    left join leads on traffic.date = leads.date and traffic.channel = leads.channel
    left join clicks on traffic.date = clicks.date and traffic.channel = clicks.channel
    where traffic.date >= $reach_from and traffic.date < $date_to
),

-- every day of the calendar, so that 90 rows are 90 days
visit_days as (
    select
        date,
        sum(visits) as visits,
        sum(valid_visits) as valid_visits,
        sum(judged_visits) as judged_visits,
        sum(engaged_visits) as engaged_visits,
        sum(bounces) as bounces,
        sum(clicked_visits) as clicked_visits
    from channel_days
    group by date
),

-- a lead may come, and a click may be paid for, on a day on which its channel has no visit; a lead from nowhere says
-- nothing about the site
lead_days as (
    select date, sum(leads) as leads, sum(qualified_leads) as qualified_leads
    from leads
    where channel <> 'unmatched'
    group by date
),

click_days as (
    select date, sum(clicks) as clicks
    from clicks
    group by date
),

site_days as (
    select
        dates.date,
        visits.visits,
        visits.valid_visits,
        visits.judged_visits,
        visits.engaged_visits,
        visits.bounces,
        leads.leads,
        leads.qualified_leads,
        visits.clicked_visits,
        clicks.clicks
    from core.core_dates as dates
    left join visit_days as visits on dates.date = visits.date
    left join lead_days as leads on dates.date = leads.date
    left join click_days as clicks on dates.date = clicks.date
    where dates.date >= $reach_from and dates.date < $date_to
),

site_sums as (
    select
        date,
        sum(visits) over trailing_90_days as visits,
        sum(valid_visits) over trailing_90_days as valid_visits,
        sum(judged_visits) over trailing_90_days as judged_visits,
        sum(engaged_visits) over trailing_90_days as engaged_visits,
        sum(bounces) over trailing_90_days as bounces,
        sum(leads) over trailing_90_days as leads,
        sum(qualified_leads) over trailing_90_days as qualified_leads,
        sum(clicked_visits) over trailing_90_days as clicked_visits,
        sum(clicks) over trailing_90_days as clicks
    from site_days
    window trailing_90_days as (order by date rows between 89 preceding and current row)
),

site_rates as (
    select
        date,
        case when judged_visits > 0 then valid_visits / nullif(visits, 0) end as valid_share,
        engaged_visits / nullif(engaged_visits + bounces, 0) as engaged_rate,
        qualified_leads / nullif(leads, 0) as qualified_lead_rate,
        clicked_visits / nullif(clicks, 0) as click_to_visit
    from site_sums
),

rated_days as (
    select
        *,
        case when judged_visits > 0 then valid_visits / nullif(visits, 0) end as valid_share,
        engaged_visits / nullif(engaged_visits + bounces, 0) as engaged_rate,
        qualified_leads / nullif(leads, 0) as qualified_lead_rate,
        clicked_visits / nullif(clicks, 0) as click_to_visit
    from channel_days
),

-- a component without a base, here or on the whole site, is neutral
relative_days as (
    select
        days.date,
        days.channel,
        coalesce(least(1, days.valid_share / nullif(site.valid_share, 0)), 1) as valid_factor,
        coalesce(least(1, days.engaged_rate / nullif(site.engaged_rate, 0)), 1) as engaged_factor,
        coalesce(least(1, days.qualified_lead_rate / nullif(site.qualified_lead_rate, 0)), 1) as qualified_factor,
        coalesce(least(1, days.click_to_visit / nullif(site.click_to_visit, 0)), 1) as click_factor
    from rated_days as days
    left join site_rates as site on days.date = site.date
)

select
    days.date,
    days.channel,
    days.visits,
    days.valid_visits,
    days.suspect_visits,
    days.invalid_visits,
    days.bounces,
    days.engaged_visits,
    days.page_views,
    days.duration_s,
    days.visitors,
    days.new_visitors,
    days.leads,
    days.qualified_leads,
    days.clicks,
    days.valid_share,
    days.engaged_rate,
    days.qualified_lead_rate,
    days.click_to_visit,
    round(
        100 * power(
            relative.valid_factor * relative.engaged_factor * relative.qualified_factor * relative.click_factor,
            0.25
        ),
        2
    ) as quality_score,
    case
        when days.valid_visits = 0 then 'zero_denominator'
        when days.visits < 100 then 'small_sample'
        when days.judged_visits = 0 then 'no_data'
        else 'ok'
    end as status
from rated_days as days
inner join relative_days as relative on days.date = relative.date and days.channel = relative.channel
where days.date >= $date_from and days.date < $date_to
