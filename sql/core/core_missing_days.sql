/* ---
description: >-
  The days that a stream should have and doesn't, between days that it has: a run was refused them, or they were never
  asked for. What is missing at its end is told by `core_streams`.
grain: one row per source × stream × account × missing day
key: [source, stream, account, date]
owner: marketing-data
--- */
with spans as (
    select source, stream, account, min(date_from) as covered_from, max(date_to) as covered_to
    from lake.loads
    group by source, stream, account
)

select pulled.source, pulled.stream, pulled.account, dates.date
from config.pulled_streams as pulled
inner join spans
    on pulled.source = spans.source and pulled.stream = spans.stream and pulled.account = spans.account
inner join core.core_dates as dates
    on dates.date between pulled.due_from and pulled.due_to
    and dates.date between spans.covered_from and spans.covered_to
left join lake.loads as loads
    on pulled.source = loads.source
    and pulled.stream = loads.stream
    and pulled.account = loads.account
    and dates.date = loads.date_from
where loads.date_from is null
