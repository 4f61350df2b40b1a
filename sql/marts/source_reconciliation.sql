/* ---
description: >-
  Sources that tell of the same thing, side by side by day. Reports of Google Analytics must add up to its own totals;
  purchases against the shop's orders, and one counter against another, only inform.
description_ru: >-
  Источники, которые говорят об одном и том же, рядом по дням. Отчёты Google Аналитики обязаны сходиться с её итогами;
  покупки против заказов магазина и один счётчик против другого — для сведения.
grain: one row per date × measure × left source × right source
key: [date, measure, left_source, right_source]
owner: marketing-data
columns:
  date: The day, local to each source; near midnight their days may differ
  left_value: {description: What the left source says; money with VAT in the reporting currency, additive: by_date}
  right_value: {description: What the right source says; money with VAT in the reporting currency, additive: by_date}
  difference: {description: Left value − right value; NULL where either says nothing, additive: by_date}
  tolerance: {description: Share of the right value by which the left one may miss it, additive: no}
  status: ok; differs by more than the tolerance; no_data where a side has no value; no_rate without an exchange rate
--- */
select
    date,
    measure,
    left_source,
    right_source,
    cast(round(left_value, 2) as decimal(18, 2)) as left_value,
    cast(round(right_value, 2) as decimal(18, 2)) as right_value,
    cast(round(left_value, 2) - round(right_value, 2) as decimal(18, 2)) as difference,
    tolerance,
    status
from core.core_reconciliation
