from decimal import Decimal as D

import duckdb
import pytest

from pipelines.scorecard import write_scorecards
from pipelines.settings import Configuration, Environment

CONTRACT = {
    "scorecard": "role period kpi_code dimension member weight threshold target stretch fact attainment payout score "
    "pace status is_paid revision state",
    "scorecard_totals": "role period payout fixed_share variable_share bonus_share state",
}


@pytest.fixture
def written(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> duckdb.DuckDBPyConnection:
    assert write_scorecards(warehouse, environment, configuration) == (14 * 6, 14)
    return warehouse


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [name for (name, *_) in connection.execute(f"describe marts.{table}").fetchall()]


@pytest.mark.parametrize("table", CONTRACT)
def test_the_marts_have_the_columns_of_the_contract(written: duckdb.DuckDBPyConnection, table: str) -> None:
    assert set(CONTRACT[table].split()) <= set(columns(written, table))


def test_the_total_is_the_sum_of_the_scores_to_the_last_digit(written: duckdb.DuckDBPyConnection) -> None:
    wrong = written.execute(
        """
        select role, period, payout, scores, bonus_share
        from marts.scorecard_totals
        join (select role, period, sum(score) as scores, sum(weight) as weights from marts.scorecard group by all)
            using (role, period)
        where payout <> scores or weights <> 100 or bonus_share * 100 <> variable_share * payout
            or fixed_share + variable_share <> 1
        """
    ).fetchall()
    assert wrong == []


def test_numbers_are_rounded_half_up_once(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    # (60.4004 − 60) / 40 of the way from 50 to 100 is 50.5005 %: shown as 50.50, but 25 of it are 12.625125
    warehouse.execute("update marts.kpi_values set value = 60.4004 where kpi_code = 'romi' and period = '2026-10'")
    # (86.333 − 80) / 8 of the way: 89.58125 %, of which 15 are 13.4371875
    warehouse.execute(
        "update marts.kpi_values set value = 86.333 where kpi_code = 'valid_traffic_share' and period = '2026-10'"
    )
    write_scorecards(warehouse, environment, configuration)
    rows = warehouse.execute(
        "select kpi_code, payout, score from marts.scorecard where period = '2026-10' order by kpi_code"
    ).fetchall()
    assert ("romi", D("50.50"), D("12.63")) in rows
    assert ("valid_traffic_share", D("89.58"), D("13.44")) in rows


def test_writing_again_replaces_and_equals(
    written: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    before = written.execute("select * from marts.scorecard order by all").fetchall()
    write_scorecards(written, environment, configuration)
    assert written.execute("select * from marts.scorecard order by all").fetchall() == before


def test_a_failed_write_leaves_both_marts_as_they_were(
    written: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    before = written.execute("select count(*) from marts.scorecard").fetchall()
    written.execute("create view marts.in_the_way as select 1 as one")
    written.execute("drop table marts.scorecard_totals")
    written.execute("create view marts.scorecard_totals as select 1 as one")
    written.execute("delete from staging.stg_files__plans where period = '2026-10'")
    with pytest.raises(duckdb.Error):
        write_scorecards(written, environment, configuration)
    assert written.execute("select count(*) from marts.scorecard").fetchall() == before


def test_without_plans_the_marts_are_there_and_empty(
    warehouse: duckdb.DuckDBPyConnection, environment: Environment, configuration: Configuration
) -> None:
    warehouse.execute("delete from staging.stg_files__plans")
    assert write_scorecards(warehouse, environment, configuration) == (0, 0)
    assert columns(warehouse, "scorecard")[:3] == ["role", "period", "kpi_code"]
