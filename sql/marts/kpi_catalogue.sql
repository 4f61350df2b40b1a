/* ---
description: The KPIs, with what they mean and where their definitions come from.
description_ru: Показатели, их смысл и источники определений.
grain: one row per KPI
key: [kpi_code]
owner: marketing-data
--- */
select
    kpi_code,
    name_en,
    name_ru,
    area,
    formula_en,
    formula_ru,
    unit,
    direction,
    baseline,
    is_ratio,
    source,
    article,
    interval
from config.kpis
