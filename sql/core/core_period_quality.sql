/* ---
description: >-
  The gravest thing about the primary web source's numbers of a period, by its worst day; periods without any such day
  have no row.
grain: one row per period
key: [period]
owner: marketing-data
columns:
  quality_mark: >-
    The first that holds of unreconciled (a report doesn't add up to the day's totals), truncated (the vendor no longer
    has all), restricted (it hides columns from our role), sampled, other_row (rare values are lumped together),
    thresholded (rows of few people are withheld)
  days: {description: Days of the period that this is said of, additive: no}
--- */
with marked_days as (
    select date, 1 as position, 'unreconciled' as quality_mark
    from core.core_web_quality
    where is_unreconciled

    union all

    select date, 2 as position, 'truncated' as quality_mark
    from core.core_web_quality
    where is_truncated

    union all

    select date, 3 as position, 'restricted' as quality_mark
    from core.core_web_quality
    where restricted is not null

    union all

    select date, 4 as position, 'sampled' as quality_mark
    from core.core_web_quality
    where sample_share < 1

    union all

    select date, 5 as position, 'other_row' as quality_mark
    from core.core_web_quality
    where has_other_row

    union all

    select date, 6 as position, 'thresholded' as quality_mark
    from core.core_web_quality
    where is_thresholded
)

select days.period, marked.quality_mark, count(*) as days
from marked_days as marked
inner join core.core_period_days as days on marked.date = days.date
group by days.period, marked.quality_mark, marked.position
qualify row_number() over (partition by days.period order by marked.position) = 1
