/* ---
description: Counts of followers.
grain: one row per source row of the newest delivery of each network, page and day
key: [account, delivery, source_row]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        network,
        account as page,
        date,
        followers,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (partition by folder, network, account, date order by arrival desc) as newest_first
    from lake.files__followers
)

select
    account,
    network,
    page,
    date,
    followers,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
