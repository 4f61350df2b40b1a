/* ---
description: >-
  The channel of each lead and order by the last non-direct visit, else by a direct one, else by the own UTM;
  `unmatched` has neither.
grain: one row per lead or order
key: [conversion_type, account, conversion_id]
incremental: date
follows:
  core.core_leads: created_date
  core.core_orders: ordered_date
  core.core_utm_channels: {utm: utm}
owner: marketing-data
checks:
  - name: every_outcome_is_attributed_once
    sql: >
      select outcomes.conversion_type, outcomes.account, outcomes.conversion_id
      from core.core_outcomes as outcomes
      left join core.core_attribution as attribution
        on outcomes.conversion_type = attribution.conversion_type
        and outcomes.account = attribution.account
        and outcomes.conversion_id = attribution.conversion_id
        and outcomes.date = attribution.date
      where attribution.conversion_id is null and outcomes.date >= $date_from and outcomes.date < $date_to
columns:
  match_method: visit, utm (own tag), none
  utm: Own source, medium and campaign as core_utm_channels knows them
  touched_on: The day of the credited visit; without one, the day of the lead or order
--- */
with last_touches as (
    select conversion_type, account, conversion_id, visit_id, touched_at, touched_on, channel, campaign
    from core.core_touches
    where date >= $date_from and date < $date_to
    qualify row_number() over (
        partition by conversion_type, account, conversion_id
        order by case when channel = 'direct' then 1 else 0 end, touched_at desc, visit_id desc
    ) = 1
),

outcomes as (
    select
        conversion_type,
        account,
        conversion_id,
        converted_at,
        date,
        source,
        medium,
        campaign,
        concat_ws(
            ' / ', coalesce(source, '(none)'), coalesce(medium, '(none)'), coalesce(campaign, '(none)')
        ) as utm
    from core.core_outcomes
    where date >= $date_from and date < $date_to
),

matched_outcomes as (
    select
        outcomes.conversion_type,
        outcomes.account,
        outcomes.conversion_id,
        outcomes.converted_at,
        outcomes.date,
        touches.visit_id,
        touches.touched_at,
        touches.touched_on,
        touches.channel as visit_channel,
        touches.campaign as visit_campaign,
        tags.channel as utm_channel,
        outcomes.campaign as utm_campaign,
        outcomes.utm,
        case
            when touches.visit_id is not null then 'visit'
            when outcomes.source is not null or outcomes.medium is not null then 'utm'
            else 'none'
        end as match_method
    from outcomes
    left join last_touches as touches
        on outcomes.conversion_type = touches.conversion_type
        and outcomes.account = touches.account
        and outcomes.conversion_id = touches.conversion_id
    left join core.core_utm_channels as tags
        on coalesce(outcomes.source, '(none)') = tags.source
        and coalesce(outcomes.medium, '(none)') = tags.medium
        and coalesce(outcomes.campaign, '(none)') = tags.campaign
        and outcomes.date >= tags.valid_from and outcomes.date < tags.valid_to
)

select
    conversion_type,
    account,
    conversion_id,
    converted_at,
    date,
    match_method,
    utm,
    visit_id,
    touched_at,
    coalesce(touched_on, date) as touched_on,
    case match_method
        when 'visit' then visit_channel
        when 'utm' then utm_channel
        else 'unmatched'
    end as channel,
    case match_method
        when 'visit' then visit_campaign
        when 'utm' then coalesce(utm_campaign, '(none)')
        else '(none)'
    end as campaign
from matched_outcomes
