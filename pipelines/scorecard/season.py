"""The season's elapsed share: how much of such a month's sales lies behind by now, going by last year's."""

from decimal import Decimal

import duckdb

from pipelines.scorecard.months import Month
from pipelines.scorecard.reading import exact, rows_of

SEASON_KPI = "net_sales"


def elapsed_share(connection: duckdb.DuckDBPyConnection, month: Month, days_passed: int) -> Decimal:
    """Net sales of the same month last year up to the same day / of that whole month; else the share of days.

    Last year counts only when each of its days is there: a month that history cuts has no season in it.
    """
    by_days = Decimal(days_passed) / month.days
    last_year = month.year_ago
    sales = _daily_sales(connection, last_year)
    whole = sum(sales, Decimal(0))
    if len(sales) < last_year.days or whole <= 0:
        return by_days
    if days_passed == month.days:
        return Decimal(1)
    so_far = sum(sales[:days_passed], Decimal(0))
    return so_far / whole if 0 < so_far <= whole else by_days


def _daily_sales(connection: duckdb.DuckDBPyConnection, month: Month) -> list[Decimal]:
    rows = rows_of(
        connection,
        "marts.kpi_values",
        """
        select value from marts.kpi_values
        where kpi_code = ? and dimension = 'total' and member = 'all' and period between ? and ?
          and length(period) = 10 and value is not null
        order by period
        """,
        [SEASON_KPI, month.first_day.isoformat(), month.last_day.isoformat()],
    )
    return [value for (number,) in rows if (value := exact(number)) is not None]
