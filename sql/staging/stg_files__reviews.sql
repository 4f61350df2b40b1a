/* ---
description: Reviews and their ratings.
grain: one row per review
key: [account, source, review_id]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        source,
        review_id,
        reviewed_on,
        rating,
        text,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, source, review_id order by arrival desc) as newest_first
    from lake.files__reviews
)

select
    account,
    source,
    review_id,
    reviewed_on,
    rating,
    text,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
