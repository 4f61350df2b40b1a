/* ---
description: The calendar with names in English and Russian.
description_ru: Календарь с названиями по-английски и по-русски.
grain: one row per date
key: [date]
owner: marketing-data
columns:
  week_start: Monday of the ISO week
  month: The first day of the month
--- */
with weekdays as (
    select names.weekday, names.weekday_en, names.weekday_ru
    from (
        values
            (1, 'Monday', 'понедельник'),
            (2, 'Tuesday', 'вторник'),
            (3, 'Wednesday', 'среда'),
            (4, 'Thursday', 'четверг'),
            (5, 'Friday', 'пятница'),
            (6, 'Saturday', 'суббота'),
            (7, 'Sunday', 'воскресенье')
    ) as names(weekday, weekday_en, weekday_ru)
),

months as (
    select names.month_number, names.month_en, names.month_ru
    from (
        values
            (1, 'January', 'январь'),
            (2, 'February', 'февраль'),
            (3, 'March', 'март'),
            (4, 'April', 'апрель'),
            (5, 'May', 'май'),
            (6, 'June', 'июнь'),
            (7, 'July', 'июль'),
            (8, 'August', 'август'),
            (9, 'September', 'сентябрь'),
            (10, 'October', 'октябрь'),
            (11, 'November', 'ноябрь'),
            (12, 'December', 'декабрь')
    ) as names(month_number, month_en, month_ru)
)

select
    dates.date,
    dates.week_start,
    dates.month_start as month,
    dates.quarter_start,
    dates.year,
    dates.quarter,
    dates.month_number,
    months.month_en,
    months.month_ru,
    dates.day_of_month,
    dates.iso_year,
    dates.iso_week,
    weekdays.weekday,
    weekdays.weekday_en,
    weekdays.weekday_ru,
    weekdays.weekday >= 6 as is_weekend
from core.core_dates as dates
inner join months on dates.month_number = months.month_number
inner join weekdays on dates.date = cast(dates.week_start + (weekdays.weekday - 1) * interval 1 day as date)
