/* ---
description: Stages in which orders and leads stood in the versions of them that we learned of on a day.
grain: one row per date × account × pipeline × status, as files write them
key: [date, account, pipeline, status]
incremental: date
follows: {staging.stg_files__lead_versions: known_date, staging.stg_files__order_versions: known_date}
owner: marketing-data
columns:
  date: The business day on which we learned of it
  pipeline: As in the file; empty where there is none
  status: As in the file; empty where there is none
--- */
select known_date as date, account, coalesce(pipeline, '') as pipeline, status
from staging.stg_files__order_versions
where known_date >= $date_from and known_date < $date_to

union

select known_date as date, account, coalesce(pipeline, '') as pipeline, coalesce(status, '') as status
from staging.stg_files__lead_versions
where known_date >= $date_from and known_date < $date_to
