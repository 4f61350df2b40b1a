/* ---
description: >-
  What two sources, or two reports of one, say of the same thing on the same day; only days that both have.
grain: one row per date × measure × left source × right source
key: [date, measure, left_source, right_source]
owner: marketing-data
columns:
  date: The day, local to each source; near midnight their days may differ
  left_value: What the left source says, money with VAT in the reporting currency; NULL where it hides it
  right_value: What the right source says, money with VAT in the reporting currency; NULL where it hides it
  tolerance: >-
    Share of the right value by which the left one may miss it; 0.5 % for what adds up, 2 % for sessions, which the
    vendor estimates, 15 % for purchases that browsers hide, 30 % between two counters
  status: ok; differs by more than the tolerance; no_data where a side has no value; no_rate without an exchange rate
--- */
with loaded as (
    select distinct source, stream, account, date_from as date
    from lake.loads
    where kind = 'window' and source in ('google_analytics', 'yandex_metrica') and date_from is not null
),

measures as (
    select measure, tolerance, orders_tolerance
    from (
        values
            ('sessions', 0.02, null),
            ('key_events', 0.005, null),
            ('purchases', 0.005, 0.15),
            ('revenue', 0.005, 0.15)
    ) as listed(measure, tolerance, orders_tolerance)
),

-- a day that was loaded and has no rows is a day of zeros; a column without any value is hidden from our role
report_values as (
    select
        loaded.stream as report,
        loaded.account,
        loaded.date,
        measures.measure,
        coalesce(figures.unrated, 0) as unrated,
        case
            when figures.stream is null then 0
            when measures.measure = 'sessions' then figures.sessions
            when measures.measure = 'key_events' then figures.key_events
            when measures.measure = 'purchases' then figures.purchases
            when figures.unrated = 0 then figures.revenue
        end as value
    from loaded
    cross join measures
    left join core.core_source_figures as figures
        on loaded.source = figures.source
        and loaded.stream = figures.stream
        and loaded.account = figures.account
        and loaded.date = figures.date
    where loaded.source = 'google_analytics'
        and (loaded.stream in ('daily_totals', 'channel_days', 'campaign_days')
            or (loaded.stream = 'key_event_days' and measures.measure = 'key_events'))
),

report_pairs as (
    select
        parts.date,
        parts.measure,
        'google_analytics.' || parts.report as left_source,
        'google_analytics.daily_totals' as right_source,
        case when count(*) = count(parts.value) then sum(parts.value) end as left_value,
        case when count(*) = count(totals.value) then sum(totals.value) end as right_value,
        sum(parts.unrated + totals.unrated) as unrated
    from report_values as parts
    inner join report_values as totals
        on parts.account = totals.account and parts.date = totals.date and parts.measure = totals.measure
    where parts.report <> 'daily_totals' and totals.report = 'daily_totals'
    group by parts.date, parts.measure, parts.report
),

totals as (
    select
        date,
        measure,
        case when count(*) = count(value) then sum(value) end as value,
        sum(unrated) as unrated
    from report_values
    where report = 'daily_totals'
    group by date, measure
),

order_days as (
    select
        date,
        sum(purchases) as orders,
        sum(revenue) as revenue,
        sum(unrated) as unrated
    from core.core_source_figures
    where source = 'orders'
    group by date
),

order_pairs as (
    select
        totals.date,
        totals.measure,
        'google_analytics.daily_totals' as left_source,
        'orders' as right_source,
        totals.value as left_value,
        case
            when totals.measure = 'purchases' then cast(coalesce(orders.orders, 0) as decimal(28, 4))
            when coalesce(orders.unrated, 0) = 0 then cast(coalesce(orders.revenue, 0) as decimal(28, 4))
        end as right_value,
        case when totals.measure = 'revenue' then totals.unrated + coalesce(orders.unrated, 0) else 0 end as unrated
    from totals
    inner join core.core_coverage as coverage
        on coverage.subject = 'orders' and totals.date between coverage.covered_from and coverage.covered_to
    left join order_days as orders on totals.date = orders.date
    where totals.measure in ('purchases', 'revenue')
),

counted_days as (
    select totals.date, totals.value
    from totals
    inner join (
        select distinct date
        from loaded
        where source = 'yandex_metrica' and stream = 'visits'
    ) as counted on totals.date = counted.date
    where totals.measure = 'sessions'
),

metrica_days as (
    select date, sum(sessions) as visits
    from core.core_source_figures
    where source = 'yandex_metrica'
    group by date
),

counter_pairs as (
    select
        days.date,
        'sessions' as measure,
        'yandex_metrica.visits' as left_source,
        'google_analytics.daily_totals' as right_source,
        cast(coalesce(metrica.visits, 0) as decimal(28, 4)) as left_value,
        days.value as right_value,
        0 as unrated
    from counted_days as days
    left join metrica_days as metrica on days.date = metrica.date
),

pairs as (
    select date, measure, left_source, right_source, left_value, right_value, unrated
    from report_pairs

    union all

    select date, measure, left_source, right_source, left_value, right_value, unrated
    from order_pairs

    union all

    select date, measure, left_source, right_source, left_value, right_value, unrated
    from counter_pairs
),

judged_pairs as (
    select
        pairs.date,
        pairs.measure,
        pairs.left_source,
        pairs.right_source,
        pairs.left_value,
        pairs.right_value,
        pairs.unrated,
        case
            when pairs.right_source = 'orders' then measures.orders_tolerance
            when pairs.left_source = 'yandex_metrica.visits' then 0.3
            else measures.tolerance
        end as tolerance
    from pairs
    inner join measures on pairs.measure = measures.measure
)

select
    date,
    measure,
    left_source,
    right_source,
    cast(left_value as decimal(18, 4)) as left_value,
    cast(right_value as decimal(18, 4)) as right_value,
    cast(left_value - right_value as decimal(18, 4)) as difference,
    cast(tolerance as decimal(18, 4)) as tolerance,
    case
        when measure = 'revenue' and unrated > 0 then 'no_rate'
        when left_value is null or right_value is null then 'no_data'
        when abs(left_value - right_value) > tolerance * abs(right_value) then 'differs'
        else 'ok'
    end as status
from judged_pairs
