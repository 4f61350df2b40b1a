/* ---
description: Goals that visits reached, under the company's own goal codes.
grain: one row per visit × goal
key: [visit_id, goal]
incremental: date
reach_days: 0
owner: marketing-data
--- */
-- the days first: the goals of all visits would be unnested before a filter behind it
with visits as (
    select visit_id, date, channel, campaign, is_valid, goals
    from core.core_visits
    where date >= $date_from and date < $date_to
),

reached as (
    select
        visits.visit_id,
        visits.date,
        visits.channel,
        visits.campaign,
        visits.is_valid,
        reached.source_goal
    from visits
    cross join unnest(visits.goals) as reached(source_goal)
)

select
    reached.visit_id,
    reached.date,
    reached.channel,
    reached.campaign,
    reached.is_valid,
    goals.goal,
    count(*) as times_reached
from reached
inner join config.goals as goals on reached.source_goal = goals.source_goal
group by
    reached.visit_id,
    reached.date,
    reached.channel,
    reached.campaign,
    reached.is_valid,
    goals.goal
