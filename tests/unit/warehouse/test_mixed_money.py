"""No model adds up amounts that may differ in currency or VAT."""

import pytest
from sqlglot import parse_one

from pipelines.warehouse.lint.query import Place, lint_query

REFUSED = {
    "originals": "select sum(v.amount_original) as x from core.core_sales_events as v",
    "their average": "select avg(v.cost_original) as x from core.core_ad_costs_daily as v",
    "by day": "select date, sum(cost_original) as x from core.core_ad_costs_daily group by date",
    "by currency, with and without VAT": (
        "select currency, sum(cost_original) as x from core.core_ad_costs_daily group by currency"
    ),
    "over a window": "select sum(amount_original) over (partition by date) as x from core.core_sales_events",
    "over everything": "select sum(amount_original) over () as x from core.core_sales_events group by order_id",
    "a part of them": "select sum(amount_original) filter (where date > today) as x from core.core_sales_events",
    "inside an expression": (
        "select coalesce(sum(case when a then cost_original else 0 end), 0) * 2 as x from core.core_ad_costs_daily"
    ),
    "as they came": "select sum(orders.revenue) as x from staging.stg_files__orders as orders",
    "of refunds as they came": "select sum(amount) as x from staging.stg_files__refunds group by account",
    "through a CTE": (
        "with days as (select date, cast(cost_original as decimal(28, 4)) as spent from core.core_ad_costs_daily) "
        "select date, sum(spent) as x from days group by date"
    ),
    "through two CTEs and a star": (
        "with a as (select revenue, account from staging.stg_files__orders), b as (select *, 1 as n from a) "
        "select account, sum(b.revenue) as x from b group by account"
    ),
    "through a union": (
        "with a as (select revenue from core.core_sales_events "
        "union all select revenue from staging.stg_files__orders) "
        "select sum(revenue) as x from a"
    ),
    "through a subquery": ("select sum(o.paid) as x from (select revenue as paid from staging.stg_files__orders) as o"),
}
ACCEPTED = {
    "converted amounts": "select date, sum(revenue) as x from core.core_sales_events group by date",
    "of one order": (
        "select account, order_id, sum(amount_original) as x from core.core_refunds group by account, order_id"
    ),
    "of one order, by numbers": (
        "select account, order_id, sum(amount_original) as x from core.core_refunds group by 1, 2"
    ),
    "lines of one order": "select order_id, sum(revenue) as x from staging.stg_files__order_lines group by order_id",
    "of one source row": "select source_row, sum(cost_original) as x from core.core_cost_days group by source_row",
    "of one order over a window": (
        "select sum(amount_original) over (partition by order_account, order_id order by d) as x from core.core_refunds"
    ),
    "of one currency and VAT basis": (
        "select currency, vat_included, sum(cost_original) as x from core.core_ad_costs_daily "
        "group by currency, vat_included"
    ),
    "of one currency as written": (
        "select sum(revenue_original) as x from core.core_orders group by currency_original, vat_included"
    ),
    "converted on the way": (
        "with a as (select c.cost_original * c.exchange_rate as cost from core.core_ad_costs_daily as c) "
        "select sum(cost) as x from a"
    ),
    "counts and extremes": ("select count(cost_original) as n, max(cost_original) as x from core.core_ad_costs_daily"),
    "what is no money": "select sum(quantity) as x from staging.stg_files__order_lines",
    "one amount": "select cost_original as x from core.core_ad_costs_daily",
    "a CTE that reads itself": (
        "with recursive a as (select 1 as cost union all select cost + 1 as cost from a) select sum(cost) as x from a"
    ),
}


def mixed(sql: str, *, is_check: bool = False) -> list[str]:
    found = lint_query(parse_one(sql, dialect="duckdb"), Place("m.sql"), incremental=False, is_check=is_check)
    return [problem.what for problem in found if "currency and VAT basis" in problem.what]


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_amounts_of_several_currencies_are_not_added(sql: str) -> None:
    assert len(mixed(sql)) == 1
    assert len(mixed(sql, is_check=True)) == 1


@pytest.mark.parametrize("sql", ACCEPTED.values(), ids=ACCEPTED)
def test_amounts_of_one_basis_may_be_added(sql: str) -> None:
    assert mixed(sql) == []


def test_what_is_said_of_it() -> None:
    assert mixed(REFUSED["by day"]) == [
        "SUM(cost_original) adds amounts of any currency and VAT basis. Add amounts in the reporting currency "
        "(core_sales_events, core_ad_costs_daily), or group by currency and vat_included."
    ]
