"""Totals of the rows of the lake, counted while they are read: a day may have 10 million.

DuckDB in memory takes batches of the columns that it needs, and spills nothing to disk.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from connectors.yandex_metrica import VISITS
from pipelines.reconciliation.line import By, Key

ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": "2",
    "temp_directory": "",
    "preserve_insertion_order": "false",
    "python_enable_replacements": "false",
}
# the columns that are counted; one that a day's file doesn't have is NULL
COLUMNS = pa.schema(
    [
        pa.field(name, VISITS.field(name).type)
        for name in (
            "date",
            "last_traffic_source",
            "goals_id",
            "goals_price",
            "goals_currency",
            "purchase_revenue",
            "purchase_currency",
        )
    ]
)
# rubles had this code until 1998, and some shops still write it
_SAME_CURRENCY = {"RUB": ("RUB", "RUR")}


@dataclass(frozen=True)
class LogTotals:
    """Sums by day and source, or by day and goal. `goal_prices`: raw, of goals in the reporting currency only.

    `without`: by column, the days whose rows don't have it. `foreign`: where purchases in other currencies are.
    """

    visits: By
    revenue: By
    goal_reaches: By
    goal_prices: By
    without: dict[str, set[date]]
    foreign: set[Key]


def log_totals(files: Mapping[date, Path], currency: str) -> LogTotals:
    """Count the visits of these days."""
    if not files:
        return LogTotals({}, {}, {}, {}, {}, set())
    has = {day: set(pq.read_schema(path).names) for day, path in files.items()}
    without = {column: {day for day in files if column not in has[day]} for column in COLUMNS.names}
    codes = list(_SAME_CURRENCY.get(currency, (currency,)))
    with _reading(files) as connection:
        by_source = connection.execute(
            """
            select date, coalesce(last_traffic_source, 'undefined'), count(*),
                coalesce(sum(cast(list_sum(purchase_revenue) as double)), 0)
            from visits group by 1, 2
            """
        ).fetchall()
        by_goal = connection.execute(
            """
            select date, cast(goal as varchar), count(*),
                sum(cast(price as double)),
                coalesce(bool_or(price <> 0 and currency <> '' and not list_contains(?, currency)), false)
            from (
                select date, unnest(goals_id) as goal, unnest(goals_price) as price,
                    upper(coalesce(unnest(goals_currency), '')) as currency
                from visits
            ) where goal is not null group by 1, 2
            """,
            [codes],
        ).fetchall()
        foreign = connection.execute(
            """
            select distinct date, source
            from (
                select date, coalesce(last_traffic_source, 'undefined') as source,
                    upper(coalesce(unnest(purchase_currency), '')) as currency
                from visits
            ) where currency <> '' and not list_contains(?, currency)
            """,
            [codes],
        ).fetchall()
    return LogTotals(
        visits={(day, source): visits for day, source, visits, _ in by_source},
        revenue={(day, source): revenue for day, source, _, revenue in by_source},
        goal_reaches={(day, goal): reaches for day, goal, reaches, _, _ in by_goal},
        goal_prices={(day, goal): price or 0 for day, goal, _, price, foreign in by_goal if not foreign},
        without={column: days for column, days in without.items() if days},
        foreign={(day, source) for day, source in foreign},
    )


@contextmanager
def _reading(files: Mapping[date, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the files as `visits`, batch by batch, and sees nothing else of this machine."""
    # unbuffered: the columns of a whole file would be fetched ahead of their rows
    import pyarrow.dataset as ds  # slow to import, for pandas comes with it

    parquet = ds.ParquetFileFormat(default_fragment_scan_options=ds.ParquetFragmentScanOptions(pre_buffer=False))
    stored = ds.dataset([str(path) for path in files.values()], schema=COLUMNS, format=parquet)
    connection = duckdb.connect(":memory:", config=ENGINE)
    try:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        connection.register("visits", stored)
        yield connection
    finally:
        connection.close()
