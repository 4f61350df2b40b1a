"""The published tables have the keys, columns and types that the public contract promises; more columns may come."""

import pytest

from pipelines.scorecard.rows import SCORECARD, TOTALS
from pipelines.warehouse.models.model import Models

KEY_TYPES = {
    "date": "DATE", "month": "DATE", "cohort_month": "DATE", "months_since": "INTEGER", "channel": "VARCHAR",
    "campaign": "VARCHAR", "model": "VARCHAR", "role": "VARCHAR", "kpi_code": "VARCHAR", "period": "VARCHAR",
    "goal": "VARCHAR", "dimension": "VARCHAR", "member": "VARCHAR", "source": "VARCHAR", "stream": "VARCHAR",
    "measure": "VARCHAR", "left_source": "VARCHAR", "right_source": "VARCHAR", "account": "VARCHAR",
    "medium": "VARCHAR",
}  # fmt: skip
MONEY = {
    "ad_spend", "marketing_cost", "revenue", "gross_profit", "net_revenue", "average_order_value", "cpl", "cac",
    "cumulative_revenue_per_customer", "cumulative_ltv", "left_value", "right_value", "difference", "ad_cost",
    "purchase_revenue", "cpa",
}  # fmt: skip
COUNTS = {
    "visits", "valid_visits", "suspect_visits", "invalid_visits", "bounces", "page_views", "duration_s", "visitors",
    "new_visitors", "conversions", "converting_visits", "leads", "qualified_leads", "orders_from_leads",
    "orders_without_lead", "paid_orders", "impressions", "clicks", "orders", "new_customers", "cohort_size",
    "active_customers", "active", "new", "returning", "lost", "rows", "quarantined", "sample_size", "sessions",
    "purchases", "total_users", "active_users", "new_users", "agreeing_visits",
}  # fmt: skip
TABLES = {
    "traffic_quality_daily": (
        "date channel",
        "visits valid_visits suspect_visits invalid_visits bounces page_views duration_s visitors new_visitors "
        "valid_share engaged_rate qualified_lead_rate click_to_visit quality_score status",
    ),
    "conversion_daily": (
        "date channel campaign goal",
        "valid_visits conversions converting_visits conversion_rate status",
    ),
    "funnel_by_channel": (
        "month channel",
        "visits valid_visits leads qualified_leads orders_from_leads orders_without_lead paid_orders status",
    ),
    "roi_by_channel": (
        "month channel model",
        "impressions clicks ad_spend marketing_cost visits leads orders new_customers revenue gross_profit roas "
        "revenue_roi romi ad_spend_share cpl cac maturity status",
    ),
    "roi_daily": (
        "date channel campaign",
        "visits leads orders new_customers revenue gross_profit impressions clicks ad_spend marketing_cost",
    ),
    "retention_cohorts": (
        "cohort_month months_since",
        "cohort_size active_customers retention_rate orders revenue cumulative_revenue_per_customer cumulative_ltv "
        "status",
    ),
    "customers_monthly": (
        "month",
        "active new returning lost orders net_revenue average_order_value purchase_frequency repeat_purchase_rate "
        "status",
    ),
    "kpi_values": (
        "kpi_code period dimension member",
        "period_grain period_start period_end numerator denominator value unit status baseline_value change "
        "sample_size ci_low ci_high confidence as_of",
    ),
    "source_reconciliation": (
        "date measure left_source right_source",
        "left_value right_value difference tolerance status",
    ),
    "channel_agreement": ("month source", "visits agreeing_visits agreement_rate status"),
    "web_users": (
        "source account period dimension member",
        "period_grain period_start counted_to is_whole total_users active_users new_users",
    ),
    "analytics_ad_costs_daily": (
        "account date source medium campaign",
        "ad_cost clicks impressions sessions purchases purchase_revenue roas cpa status",
    ),
    "data_freshness": (
        "source stream",
        "last_loaded_at covered_from covered_to rows quarantined is_final_through due_from due_to status",
    ),
    "kpi_catalogue": ("kpi_code", "name_en name_ru formula_en formula_ru unit direction source article"),
    "dates": ("date", "week_start month year quarter month_number month_en month_ru weekday weekday_en weekday_ru"),
    "channels": ("channel", "name_en name_ru channel_group"),
}
CARDS = {
    SCORECARD: "role period kpi_code dimension member weight threshold target stretch fact attainment payout score "
    "pace status is_paid revision state",
    TOTALS: "role period payout fixed_share variable_share bonus_share state",
}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_what_the_contract_promises(warehouse, table) -> None:
    key, columns = (names.split() for names in TABLES[table])
    con = warehouse._built(table)
    described = con.execute(f"select column_name, column_type from (describe marts.{table})").fetchall()
    types = dict(described)
    assert [name for name in (*key, *columns) if name not in types] == []
    assert {name: types[name] for name in key} == {name: KEY_TYPES[name] for name in key}
    assert {types[name] for name in columns if name in MONEY} <= {"DECIMAL(18,2)"}
    assert {types[name] for name in columns if name in COUNTS} <= {"BIGINT"}


@pytest.mark.parametrize("table", TABLES)
def test_its_rows_are_what_the_contract_says(models: Models, table) -> None:
    (model,) = (model for model in models if model.relation == f"marts.{table}")
    assert list(model.header.key) == TABLES[table][0].split()


@pytest.mark.parametrize("card", CARDS, ids=["scorecard", "scorecard_totals"])
def test_the_scorecards_have_what_the_contract_promises(card) -> None:
    types = {column.name: column.type for column in card}
    assert [name for name in CARDS[card].split() if name not in types] == []
    assert {types[name] for name in KEY_TYPES if name in types} == {"VARCHAR"}


def test_no_other_mart_is_left_out(models: Models) -> None:
    assert {model.name for model in models if model.schema == "marts"} == set(TABLES)
