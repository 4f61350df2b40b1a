/* ---
description: >-
  People who visited, by period, as the web source counted them over the whole of it. They can't be added up, neither
  over periods nor over channels: each question has its own row.
description_ru: >-
  Люди, посетившие сайт, по периодам, как их посчитал источник за весь период. Складывать их нельзя ни по периодам,
  ни по каналам: на каждый вопрос — своя строка.
grain: one row per source × account × period × dimension × member
key: [source, account, period, dimension, member]
owner: marketing-data
columns:
  source: The web source
  dimension: total, or vendor_channel, which is the source's own channel group of the session
  member: all, or the channel group by the source's name; who came by two stands under both
  total_users: {description: People who did anything, additive: distinct}
  active_users: {description: People who were active, additive: distinct}
  new_users: {description: "People on their first visit; NULL by channel", additive: by_period}
--- */
with counted as (
    select
        account,
        date,
        period_grain,
        period,
        period_start,
        'total' as dimension,
        'all' as member,
        total_users,
        active_users,
        new_users
    from staging.stg_google_analytics__period_users

    union all

    select
        account,
        date,
        period_grain,
        period,
        period_start,
        'vendor_channel' as dimension,
        vendor_channel as member,
        total_users,
        active_users,
        cast(null as bigint) as new_users
    from staging.stg_google_analytics__channel_period_users
),

-- of a period, the last day that was loaded says most; a member that it lacks was restated away since
latest as (
    select account, period, dimension, max(date) as counted_to
    from counted
    group by account, period, dimension
)

select
    'google_analytics' as source,
    counted.account,
    counted.period_grain,
    counted.period,
    counted.period_start,
    latest.counted_to,
    latest.counted_to >= cast(case counted.period_grain
        when 'day' then counted.period_start
        when 'week' then counted.period_start + interval 6 day
        when 'month' then counted.period_start + interval 1 month - interval 1 day
        else counted.period_start + interval 3 month - interval 1 day
    end as date) as is_whole,
    counted.dimension,
    counted.member,
    counted.total_users,
    counted.active_users,
    counted.new_users
from counted
inner join latest
    on counted.account = latest.account
    and counted.period = latest.period
    and counted.dimension = latest.dimension
    and counted.date = latest.counted_to
