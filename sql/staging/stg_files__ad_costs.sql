/* ---
description: Advertising and other marketing costs as brought; a cost of several days is one row here.
grain: one row per source row of the newest delivery of each day, source, medium, campaign and cost type
key: [account, delivery, source_row]
incremental_key: date
owner: marketing-data
--- */
with records as (
    select
        folder as account,
        date,
        source,
        coalesce(medium, '(none)') as medium,
        coalesce(campaign, '(none)') as campaign,
        coalesce(cost_type, 'media') as cost_type,
        date_to,
        cost,
        currency,
        impressions,
        clicks,
        coalesce(vat_included, false) as vat_included,
        vat_rate,
        extra,
        delivery,
        source_row,
        arrival
    from lake.files__ad_costs
),

versions as (
    select
        *,
        rank() over (
            partition by account, date, source, medium, campaign, cost_type
            order by arrival desc
        ) as newest_first
    from records
)

select
    account,
    date,
    source,
    medium,
    campaign,
    cost_type,
    date_to,
    cost,
    currency,
    impressions,
    clicks,
    vat_included,
    vat_rate,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
