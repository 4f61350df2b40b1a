"""Cards evaluated from a small warehouse, as of 21 November 2026."""

from datetime import date
from decimal import Decimal as D

import duckdb
import pytest

from connectors.common.errors import Problem
from pipelines.scorecard import Line, Reason, RoleScorecard, evaluate
from pipelines.settings import Configuration
from pipelines.settings.scorecard import Scorecard

TODAY = date(2026, 11, 21)


def set_fact(warehouse: duckdb.DuckDBPyConnection, kpi: str, value: float | None, status: str = "ok") -> None:
    warehouse.execute(
        "update marts.kpi_values set value = ?, status = ? where kpi_code = ? and period = '2026-10'",
        [value, status, kpi],
    )


def set_plan(warehouse: duckdb.DuckDBPyConnection, kpi: str, column: str, value: object) -> None:
    warehouse.execute(
        f"update staging.stg_files__plans set {column} = ? where kpi_code = ? and period = '2026-10'", [value, kpi]
    )


def october(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration) -> RoleScorecard:
    return next(card for card in evaluate(warehouse, configuration, today=TODAY) if card.period == "2026-10")


def line(card: RoleScorecard, kpi: str) -> Line:
    return next(line for line in card.lines if line.kpi_code == kpi)


def changed(configuration: Configuration, code: str, **changes: object) -> Configuration:
    director = configuration.scorecards["marketing_director"]
    lines = [setting.model_copy(update=changes) if setting.kpi == code else setting for setting in director.lines]
    card = Scorecard.model_validate(director.model_dump() | {"lines": [setting.model_dump() for setting in lines]})
    return configuration.model_copy(update={"scorecards": {"marketing_director": card}})


def test_there_is_a_card_for_each_month_with_plans_that_has_begun(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    cards = evaluate(warehouse, configuration, today=TODAY)
    assert [card.period for card in cards] == [
        *(f"2025-{month}" for month in (10, 11, 12)),
        *(f"2026-{month:02}" for month in range(1, 12)),
    ]
    assert {card.period for card in cards if card.state == "open"} == {"2026-11"}


def test_plans_of_years_and_quarters_make_no_monthly_card(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute("update staging.stg_files__plans set period = '2026-Q4' where period = '2026-10'")
    assert "2026-10" not in [card.period for card in evaluate(warehouse, configuration, today=TODAY)]


def test_a_card_computed_by_hand(warehouse: duckdb.DuckDBPyConnection, configuration: Configuration) -> None:
    set_fact(warehouse, "sales_plan_attainment", 90)  # 75 % by the curve
    set_fact(warehouse, "romi", 150)  # above the stretch of 140: capped
    set_fact(warehouse, "valid_traffic_share", 88)  # exactly the target
    set_fact(warehouse, "retention_rate", 36)  # exactly the threshold
    set_fact(warehouse, "average_order_value", 2879.99)  # a kopeck below 80 % of 3 600
    card = october(warehouse, configuration)
    assert {each.kpi_code: (each.weight, each.payout, each.score) for each in card.lines if each.is_paid} == {
        "sales_plan_attainment": (30, 75, D("22.50")),
        "romi": (25, 120, 30),
        "valid_traffic_share": (15, 100, 15),
        "retention_rate": (15, 50, D("7.50")),
        "average_order_value": (15, 0, 0),
    }
    assert (card.total.payout, card.total.status) == (75, "ok")
    assert 200_000 * card.total.bonus_share == 45_000  # type: ignore[operator]
    assert 200_000 * card.total.variable_share == 60_000


def test_a_watched_line_is_scored_at_nothing(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    watched = line(october(warehouse, configuration), "net_sales")
    assert not watched.is_paid
    assert watched.fact is not None
    assert watched.target == 9_500_000
    assert watched.score == 0


def test_a_watched_line_without_a_plan_of_its_own_shows_the_companys(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    set_plan(warehouse, "net_sales", "role", "company")
    assert line(october(warehouse, configuration), "net_sales").target == 9_500_000
    set_plan(warehouse, "romi", "role", "company")
    assert line(october(warehouse, configuration), "romi").reason == Reason.PLAN_MISSING


def test_a_watched_line_without_any_plan_blocks_nothing(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute("delete from staging.stg_files__plans where kpi_code = 'net_sales'")
    card = october(warehouse, configuration)
    watched = line(card, "net_sales")
    assert (watched.status, watched.reason, watched.score) == ("no_plan", Reason.PLAN_MISSING, None)
    assert card.total.status == "ok"


PLAN_DEFECTS = [
    ("approved_at", "2026-10-02 00:00:00", Reason.PLAN_APPROVED_LATE),
    ("approved_at", None, Reason.PLAN_NOT_APPROVED),
    ("target", 0, Reason.LEVELS_DISORDERED),
    ("threshold", 120, Reason.LEVELS_DISORDERED),
    ("period", "2027-10", Reason.PLAN_MISSING),
]


@pytest.mark.parametrize(("column", "value", "reason"), PLAN_DEFECTS)
@pytest.mark.parametrize("policy", ["block", "carry", "neutral"])
def test_a_defect_of_the_plan_blocks_the_card_under_every_policy(
    warehouse: duckdb.DuckDBPyConnection,
    configuration: Configuration,
    column: str,
    value: object,
    reason: Reason,
    policy: str,
) -> None:
    set_plan(warehouse, "romi", column, value)
    card = october(warehouse, changed(configuration, "romi", missing=policy))
    romi = line(card, "romi")
    assert (romi.status, romi.reason, romi.payout, romi.score) == ("no_plan", reason, None, None)
    assert (card.total.payout, card.total.bonus_share, card.total.status) == (None, None, "no_plan")


def test_a_target_of_zero_without_levels_is_no_plan(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    set_plan(warehouse, "average_order_value", "target", 0)
    assert line(october(warehouse, configuration), "average_order_value").reason == Reason.LEVELS_MISSING


def test_a_late_version_leaves_the_old_plan_in_force(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute(
        """
        insert into staging.stg_files__plans
        select * replace (
            2 as version, 1 as target, 0 as threshold, 2 as stretch, timestamp '2026-10-15' as approved_at
        )
        from staging.stg_files__plans where kpi_code = 'romi' and period = '2026-10'
        """
    )
    romi = line(october(warehouse, configuration), "romi")
    assert (romi.target, romi.status, romi.reason) == (100, "ok", Reason.LATE_VERSION_IGNORED)


MISSING = [
    # value, status, policy, payout of the line, reason, status of the line
    (None, "no_data", "block", None, None, "no_data"),
    (None, "zero_denominator", "block", None, None, "zero_denominator"),
    (None, "ok", "block", None, None, "no_data"),
    (float("nan"), "ok", "block", None, None, "no_data"),
    (170.0, "incomplete", "block", None, Reason.FACT_NOT_FINAL, "incomplete"),
    (170.0, "stale", "neutral", 100, Reason.NEUTRAL, "stale"),
    (None, "no_data", "neutral", 100, Reason.NEUTRAL, "no_data"),
    (None, "no_baseline", "carry", 62, Reason.CARRIED, "no_baseline"),
    (100.0, "small_sample", "block", 100, None, "small_sample"),
]


@pytest.mark.parametrize(("value", "status", "policy", "paid", "reason", "line_status"), MISSING)
def test_a_kpi_without_a_final_value_follows_its_policy(
    warehouse: duckdb.DuckDBPyConnection,
    configuration: Configuration,
    value: float | None,
    status: str,
    policy: str,
    paid: int | None,
    reason: Reason | None,
    line_status: str,
) -> None:
    warehouse.execute(
        "update marts.kpi_values set value = 69.6 where kpi_code = 'romi' and period = '2026-09'"
    )  # 62 % in September, between the threshold of 60 and the target of 100
    set_fact(warehouse, "romi", value, status)
    card = october(warehouse, changed(configuration, "romi", missing=policy))
    romi = line(card, "romi")
    assert (romi.payout, romi.reason, romi.status) == (paid, reason, line_status)
    assert romi.weight == 25, "weights are never renormalised"
    assert card.total.status == ("ok" if paid is not None else line_status)


def test_carrying_needs_a_payout_of_the_month_before(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute(
        "update marts.kpi_values set value = null, status = 'no_data' where kpi_code = 'romi' and period <= '2026-09'"
    )
    set_fact(warehouse, "romi", None, "no_data")
    card = october(warehouse, changed(configuration, "romi", missing="carry"))
    assert line(card, "romi").payout is None
    assert card.total.payout is None


def test_an_open_month_shows_a_pace_for_what_accumulates(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    warehouse.execute("update marts.kpi_values set value = 1 where period like '2025-11-%'")
    warehouse.execute(
        "update marts.kpi_values set value = 60 where kpi_code = 'sales_plan_attainment' and period = '2026-11'"
    )
    november = evaluate(warehouse, configuration, today=TODAY)[-1]
    paces = {each.kpi_code: each.pace for each in november.lines}
    assert paces["sales_plan_attainment"] == pytest.approx(D(90))  # 60 % of the plan after 20 of 30 days
    assert paces["net_sales"] is not None
    assert [paces[kpi] for kpi in ("romi", "average_order_value", "retention_rate")] == [None, None, None]
    assert all(each.pace is None for each in october(warehouse, configuration).lines)


@pytest.mark.parametrize(("status", "is_scored"), [("stale", True), ("immature", True), ("not_significant", False)])
def test_an_open_month_is_scored_to_date_where_a_source_is_late(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, status: str, is_scored: bool
) -> None:
    warehouse.execute(
        "update marts.kpi_values set status = ? where kpi_code = 'romi' and period >= '2026-10'", [status]
    )
    cards = {card.period: card for card in evaluate(warehouse, configuration, today=TODAY)}
    assert (line(cards["2026-11"], "romi").payout is not None) is is_scored
    assert line(cards["2026-11"], "romi").status == status
    assert line(cards["2026-10"], "romi").payout is None, "a month that is over is not paid on such a value"


def test_scores_are_booked_at_two_decimals_and_the_total_is_their_sum(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    for card in evaluate(warehouse, configuration, today=TODAY):
        scores = [each.score for each in card.lines]
        assert all(score is not None and score == round(score, 2) for score in scores)
        assert card.total.payout == sum(score for score in scores if score is not None)


def test_a_kpi_that_does_not_exist_is_a_sentence(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration
) -> None:
    with pytest.raises(Problem, match=r"scorecard of marketing_director: there is no KPI rommi\. Use the codes"):
        evaluate(warehouse, changed(configuration, "romi", kpi="rommi"), today=TODAY)


def test_two_cards_of_one_role_are_a_sentence(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, director: Scorecard
) -> None:
    doubled = configuration.model_copy(update={"scorecards": {"a": director, "b": director}})
    with pytest.raises(Problem, match="marketing_director has two scorecards"):
        evaluate(warehouse, doubled, today=TODAY)


@pytest.mark.parametrize("relation", ["marts.kpi_values", "marts.kpi_catalogue", "staging.stg_files__plans"])
def test_a_table_that_was_not_built_is_a_sentence(
    warehouse: duckdb.DuckDBPyConnection, configuration: Configuration, relation: str
) -> None:
    warehouse.execute(f"drop table {relation}")
    with pytest.raises(Problem, match=f"{relation} has not been built yet"):
        evaluate(warehouse, configuration, today=TODAY)
