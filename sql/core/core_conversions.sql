/* ---
description: Goals that visits reached, under the company's own goal codes.
grain: one row per visit × goal
key: [visit_id, goal]
incremental: date
reach_days: 0
owner: marketing-data
--- */
with reached as (
    select
        visits.visit_id,
        visits.date,
        visits.channel,
        visits.campaign,
        visits.is_valid,
        reached.source_goal
    from core.core_visits as visits
    cross join unnest(visits.goals) as reached(source_goal)
    where visits.date >= $date_from and visits.date < $date_to
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
