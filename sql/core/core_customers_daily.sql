/* ---
description: >-
  How many customers more than the day before are active, and buyers of the repeat purchase window; sums of all days up
  to one tell how many there are at its end.
grain: one row per date
key: [date]
incremental_key: date
follows: {core.core_customer_activity: date}
owner: marketing-data
columns:
  active:
    description: Customers who become active less those who cease to be; below 0 where more cease
    additive: yes
  buyers: The same of those with a net order in the repeat purchase window (company.yaml)
  repeat_buyers: The same of those with two of them or more
  new:
    description: Customers never active before the month who become active, and are so at its end
    additive: yes
  lost_of_month: Customers active when the month began who cease to be, and aren't active at its end
  lost_of_quarter: The same of the quarter
  lost_of_year: The same of the year
--- */
select
    date,
    cast(sum(active) as bigint) as active,
    cast(sum(buyers) as bigint) as buyers,
    cast(sum(repeat_buyers) as bigint) as repeat_buyers,
    cast(sum(new) as bigint) as new,
    cast(sum(lost_of_month) as bigint) as lost_of_month,
    cast(sum(lost_of_quarter) as bigint) as lost_of_quarter,
    cast(sum(lost_of_year) as bigint) as lost_of_year
from core.core_customer_activity
group by date
