from decimal import Decimal as D

import duckdb
import pytest

from pipelines.scorecard.months import Month
from pipelines.scorecard.season import elapsed_share

NOVEMBER = Month(2026, 11)


@pytest.fixture
def last_november(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Last November sold 1 a day, and 31 on the 30th: 60 in all."""
    warehouse.execute("update marts.kpi_values set value = 1 where period like '2025-11-%'")
    warehouse.execute("update marts.kpi_values set value = 31 where period = '2025-11-30'")
    return warehouse


@pytest.mark.parametrize(("passed", "share"), [(0, 0), (15, D("0.25")), (20, D(20) / 60), (30, 1)])
def test_the_share_follows_last_years_sales_by_day(
    last_november: duckdb.DuckDBPyConnection, passed: int, share: D
) -> None:
    assert elapsed_share(last_november, NOVEMBER, passed) == share


@pytest.mark.parametrize(
    "what_is_wrong",
    [
        "delete from marts.kpi_values where period = '2025-11-07'",
        "update marts.kpi_values set value = null where period = '2025-11-07'",
        "update marts.kpi_values set value = -1 where period like '2025-11-%'",
        "update marts.kpi_values set value = 5000 where period = '2025-11-02'; "
        "update marts.kpi_values set value = -4000 where period = '2025-11-29'",
        "delete from marts.kpi_values",
    ],
)
def test_a_year_without_a_usable_season_falls_back_to_days(
    last_november: duckdb.DuckDBPyConnection, what_is_wrong: str
) -> None:
    last_november.execute(what_is_wrong)
    assert elapsed_share(last_november, NOVEMBER, 15) == D("0.5")


def test_a_leap_february_is_complete_with_the_28_days_of_last_year(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("delete from marts.kpi_values")
    warehouse.execute(
        """
        insert into marts.kpi_values (kpi_code, period, dimension, member, value)
        select 'net_sales', strftime(day, '%Y-%m-%d'), 'total', 'all', 1
        from generate_series(date '2027-02-01', date '2027-02-28', interval 1 day) as days (day)
        """
    )
    assert elapsed_share(warehouse, Month(2028, 2), 14) == D("0.5")
    assert elapsed_share(warehouse, Month(2028, 2), 29) == 1
