/* ---
description: How often the company's channel rules give a visit the channel that its web source itself gave it.
description_ru: Как часто правила каналов компании относят визит к тому же каналу, что и сам источник веб-данных.
grain: one row per month × source
key: [month, source]
owner: marketing-data
columns:
  source: The web source; google_analytics or files
  visits: {description: Visits or sessions to which the source gives a channel, additive: yes}
  status: ok; zero_denominator where the source gives no channel to any
--- */
with monthly as (
    select
        cast(date_trunc('month', date) as date) as month,
        source,
        sum(visits) as visits,
        sum(agreeing_visits) as agreeing_visits
    from core.core_channel_agreement_daily
    group by cast(date_trunc('month', date) as date), source
)

select
    month,
    source,
    cast(visits as bigint) as visits,
    cast(agreeing_visits as bigint) as agreeing_visits,
    agreeing_visits / nullif(visits, 0) as agreement_rate,
    case when visits = 0 then 'zero_denominator' else 'ok' end as status
from monthly
