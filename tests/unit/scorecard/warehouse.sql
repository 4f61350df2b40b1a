-- A small warehouse as the scorecard meets it: 25 months up to 20 November 2026 of an online shop of kettles and tea.
-- Tests read it on 21 November 2026; what they need differently they update.
create schema staging;
create schema marts;

create table marts.kpi_catalogue as
select * from (values
    ('net_sales', 'Net sales', 'Чистые продажи', 'sales', 'paid orders − refunds, net of VAT', 'оплаченные заказы − возвраты, без НДС', 'money', 'up', 'year_ago', 'CRM', 'A'),
    ('sales_plan_attainment', 'Sales plan attainment', 'Выполнение плана продаж', 'sales', 'net sales / plan × 100', 'чистые продажи / план × 100', 'percent', 'up', 'year_ago', 'CRM, plan', 'A1'),
    ('romi', 'ROMI', 'ROMI (возврат инвестиций)', 'roi', '(gross profit of paid channels − marketing cost) / marketing cost × 100', '(валовая прибыль платных каналов − затраты на маркетинг) / затраты на маркетинг × 100', 'percent', 'up', 'year_ago', 'CRM, ads', 'AG2, B4'),
    ('valid_traffic_share', 'Valid traffic share', 'Доля качественного трафика', 'traffic', '(visits − invalid visits) / visits × 100', '(визиты − недействительные визиты) / визиты × 100', 'percent', 'up', 'year_ago', 'Metrica', 'B2'),
    ('retention_rate', 'Customer retention', 'Удержание клиентов', 'customers', 'active at the start who are active at the end too / active at the start × 100', 'активные на начало, оставшиеся активными на конец / активные на начало × 100', 'percent', 'up', 'year_ago', 'CRM', 'B5'),
    ('average_order_value', 'Average order value', 'Средний чек', 'customers', 'net sales / net orders', 'чистые продажи / заказы', 'money', 'up', 'year_ago', 'CRM', 'B5')
) as catalogue (kpi_code, name_en, name_ru, area, formula_en, formula_ru, unit, direction, baseline, source, article);

create table marts.kpi_values as
with days as (
    select
        cast(unnest(generate_series(date '2024-10-01', date '2026-11-20', interval 1 day)) as date) as day
),
daily as (
    select
        day,
        cast(strftime(day, '%Y-%m') as varchar) as month,
        -- December sells most, February least; the shop grows by a tenth a year; weekends are better
        cast(round(
            300000 * (1 + 0.25 * cos((month(day) - 12) * pi() / 6)) * (1 + 0.1 * (year(day) - 2025))
            * case when dayofweek(day) in (0, 6) then 1.2 else 0.92 end * (1 + 0.05 * sin(dayofyear(day))), 2) as decimal(18, 2)) as sales
    from days
),
monthly as (
    select month, sum(sales) as sales, min(day) as period_start, max(day) as period_end, row_number() over (order by month) as n
    from daily
    group by month
),
long as (
    select 'net_sales' as kpi_code, 'day' as period_grain, strftime(day, '%Y-%m-%d') as period, day as period_start, day as period_end,
           cast(sales as double) as numerator, cast(null as double) as denominator
    from daily
    union all by name
    select 'net_sales' as kpi_code, 'month' as period_grain, month as period, period_start, period_end, cast(sales as double) as numerator, cast(null as double) as denominator
    from monthly
    union all by name
    select 'sales_plan_attainment' as kpi_code, 'month' as period_grain, month as period, period_start, period_end,
           cast(sales as double) as numerator, 8500000 + n * 40000.0 as denominator
    from monthly
    union all by name
    select 'romi' as kpi_code, 'month' as period_grain, month as period, period_start, period_end,
           cast(sales as double) * 0.31 - 1500000 as numerator, 1500000.0 as denominator
    from monthly
    union all by name
    select 'valid_traffic_share' as kpi_code, 'month' as period_grain, month as period, period_start, period_end,
           78120.0 + 300 * sin(n) as numerator, 90214.0 as denominator
    from monthly
    union all by name
    select 'retention_rate' as kpi_code, 'month' as period_grain, month as period, period_start, period_end,
           2630.0 - 4 * n as numerator, 6410.0 as denominator
    from monthly
    union all by name
    select 'average_order_value' as kpi_code, 'month' as period_grain, month as period, period_start, period_end,
           cast(sales as double) as numerator, round(cast(sales as double) / (3480 + 9 * n)) as denominator
    from monthly
)
select
    long.kpi_code, period_grain, period, period_start, period_end, 'total' as dimension, 'all' as member,
    numerator, denominator,
    case
        when denominator is null then numerator
        when unit = 'percent' then 100.0 * numerator / denominator
        else numerator / denominator
    end as value,
    unit, cast('ok' as varchar) as status, cast(null as double) as baseline_value, cast(null as double) as change,
    cast(null as bigint) as sample_size, cast(null as double) as ci_low, cast(null as double) as ci_high,
    cast(null as varchar) as confidence, timestamp '2026-11-21 03:10:00' as as_of
from long
join marts.kpi_catalogue using (kpi_code);

create table staging.stg_files__plans as
with months as (
    select cast(unnest(generate_series(date '2025-10-01', date '2026-12-01', interval 1 month)) as date) as month
),
targets as (
    select * from (values
        ('net_sales', 9500000.0, null, null),
        ('sales_plan_attainment', 100.0, null, null),
        ('romi', 100.0, 60.0, 140.0),
        ('valid_traffic_share', 88.0, 80.0, 92.0),
        ('retention_rate', 40.0, 36.0, 44.0),
        ('average_order_value', 3600.0, null, null)
    ) as targets (kpi_code, target, threshold, stretch)
)
select
    'marketing_director' as role, kpi_code, strftime(month, '%Y-%m') as period, 'total' as dimension, 'all' as member,
    cast(1 as bigint) as version, cast(target as decimal(18, 4)) as target, cast(threshold as decimal(18, 4)) as threshold,
    cast(stretch as decimal(18, 4)) as stretch, 'board' as author,
    cast(month - interval 10 day as timestamp) as approved_at, cast(null as varchar) as reason
from months
cross join targets;

create table marts.data_freshness as
select *, cast(0 as bigint) as missing_days, cast(null as date) as missing_from, cast(null as date) as missing_to
from (values
    ('files', 'ad_costs', timestamp '2026-11-21 03:05:11', date '2024-10-01', date '2026-11-20', cast(20140 as bigint), cast(2 as bigint), cast(null as date), cast(null as date), cast(null as date), 'ok'),
    ('files', 'orders', timestamp '2026-11-21 03:05:10', date '2024-10-01', date '2026-11-20', 71233, 14, null, null, null, 'ok'),
    ('yandex_metrica', 'visits', timestamp '2026-11-21 03:04:02', date '2026-07-24', date '2026-11-20', 361004, 0, date '2026-11-16', date '2026-07-24', date '2026-11-20', 'ok')
) as freshness (
    source, stream, last_loaded_at, covered_from, covered_to, rows, quarantined, is_final_through, due_from, due_to, status
);
