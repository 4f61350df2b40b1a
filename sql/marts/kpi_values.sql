/* ---
description: >-
  Every KPI by period and member, with its parts, its status, the value it is compared with, and how sure it is.
description_ru: >-
  Все показатели по периодам и разрезам, с числителем и знаменателем, статусом, базой сравнения и точностью.
grain: one row per KPI × period × dimension × member
key: [kpi_code, period, dimension, member]
owner: marketing-data
columns:
  period_end: Last day of the period
  status: >-
    ok, or why there is no value or how far it can be trusted (zero_denominator, no_plan, no_baseline, no_data,
    no_rate, small_sample, not_significant, immature, incomplete, stale)
  numerator: What the value is made of; the value itself where the KPI is no ratio
  denominator: What the numerator is divided by; NULL where the KPI is no ratio
  confidence: >-
    ok, or the first reason to be careful. The status, where it isn't ok; stale, where a source that the KPI is made
    from lacks the last days of the period; of KPIs made of web data, what the web source says of a day of the period,
    which is unreconciled, truncated, restricted, sampled, other_row or thresholded; low (under 100 cases); open_period
--- */
with judged as (
    select
        kpi_code,
        unit,
        is_ratio,
        baseline,
        interval,
        period_grain,
        period,
        period_start,
        period_end,
        dimension,
        member,
        numerator,
        case when is_ratio then denominator end as denominator,
        sample_size,
        case
            when coalesce(status, 'ok') <> 'ok' then status
            when numerator is null or (is_ratio and denominator is null) then 'no_data'
            when is_ratio and denominator = 0 then 'zero_denominator'
            else 'ok'
        end as status
    from kpi.components
),

valued as (
    select
        *,
        -- these statuses say that there is nothing to compute, whatever the parts are
        case
            when status in ('zero_denominator', 'no_plan', 'no_baseline', 'no_data', 'no_rate', 'incomplete') then null
            when not is_ratio and unit = 'money' then cast(round(numerator, 2) as decimal(28, 6))
            when not is_ratio then cast(numerator as decimal(28, 6))
            when unit = 'money' then cast(round(numerator / nullif(denominator, 0), 2) as decimal(28, 6))
            when unit = 'percent' then cast(100 * numerator / nullif(denominator, 0) as decimal(28, 6))
            else cast(numerator / nullif(denominator, 0) as decimal(28, 6))
        end as value
    from judged
),

compared as (
    select
        valued.*,
        periods.is_open,
        clock.now as as_of,
        base.value as baseline_value,
        stale.period is not null as is_stale,
        quality.quality_mark
    from valued
    cross join config.clock as clock
    inner join core.core_periods as periods on valued.period = periods.period
    inner join config.kpis as kpis on valued.kpi_code = kpis.kpi_code
    left join core.core_stale_kpis as stale on valued.kpi_code = stale.kpi_code and valued.period = stale.period
    -- a KPI names its sources in one text, such as CRM, ads, web
    left join core.core_period_quality as quality
        on valued.period = quality.period and ', ' || kpis.source || ',' like '%, web,%'
    left join valued as base
        on valued.kpi_code = base.kpi_code
        and valued.dimension = base.dimension
        and valued.member = base.member
        and base.period = case valued.baseline
            when 'year_ago' then periods.year_ago_period
            when 'previous' then periods.previous_period
        end
),

-- Wilson's interval of a share, at 95 %
shares as (
    select
        kpi_code,
        period,
        dimension,
        member,
        cast(sample_size as double) as n,
        value / 100.0 as share,
        1.959964 as z
    from valued
    where interval = 'wilson' and sample_size > 0 and value between 0 and 100
),

centres as (
    select
        kpi_code,
        period,
        dimension,
        member,
        (share + z * z / (2 * n)) / (1 + z * z / n) as centre,
        z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n) as half_width
    from shares
),

intervals as (
    select
        kpi_code,
        period,
        dimension,
        member,
        cast(greatest(0, 100 * (centre - half_width)) as decimal(28, 6)) as ci_low,
        cast(least(100, 100 * (centre + half_width)) as decimal(28, 6)) as ci_high
    from centres
)

select
    compared.kpi_code,
    compared.period,
    compared.dimension,
    compared.member,
    compared.period_grain,
    compared.period_start,
    compared.period_end,
    compared.numerator,
    compared.denominator,
    compared.value,
    compared.unit,
    compared.status,
    compared.baseline_value,
    -- a part of a period isn't compared with a whole one
    case
        when compared.is_open then null
        when compared.unit in ('percent', 'pp', 'points') then compared.value - compared.baseline_value
        when compared.baseline_value > 0
            then cast(compared.value / compared.baseline_value - 1 as decimal(28, 6))
    end as change,
    compared.sample_size,
    intervals.ci_low,
    intervals.ci_high,
    case
        when compared.status <> 'ok' then compared.status
        when compared.is_stale then 'stale'
        when compared.quality_mark is not null then compared.quality_mark
        when compared.sample_size < 100 then 'low'
        when compared.is_open then 'open_period'
        else 'ok'
    end as confidence,
    compared.as_of
from compared
left join intervals
    on compared.kpi_code = intervals.kpi_code
    and compared.period = intervals.period
    and compared.dimension = intervals.dimension
    and compared.member = intervals.member
