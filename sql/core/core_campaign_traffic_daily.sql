/* ---
description: Traffic of a day by channel and campaign.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
incremental: date
reach_days: 0
owner: marketing-data
--- */
select
    date,
    channel,
    campaign,
    count(*) as visits,
    count(*) filter (where is_valid) as valid_visits
from core.core_visits
where date >= $date_from and date < $date_to
group by date, channel, campaign
