"""Two real companies through the whole pipeline, `TABLO_PROFILE=files`, against the figures published with the data."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.workspace import PROJECT

DATA = PROJECT.parent / "shared" / "data"
TABLO = str(Path(sys.executable).parent / "tablo")
Query = Callable[..., list[tuple[Any, ...]]]

pytestmark = [
    pytest.mark.skipif(
        not DATA.is_dir(), reason=f"the real data sets aren't in {DATA.parent.name}/{DATA.name} beside the project"
    ),
]


def published(home: Path, folder: str, file: Path, now: str) -> Query:
    """Drop the file, run, and give a way to ask the warehouse, which holds the marts and what is behind them."""
    inbox = home / "inbox" / folder
    inbox.mkdir(parents=True)
    shutil.copy(file, inbox / file.name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TABLO_", "YANDEX_"))}
    environment |= {
        "TABLO_HOME": str(home),
        "TABLO_CONFIG": str(PROJECT / "config" / "examples" / folder),
        "TABLO_PROFILE": "files",
        "TABLO_HASH_KEY": "a key for tests",
        "TABLO_NOW": now,
    }
    answer = subprocess.run([TABLO, "run"], capture_output=True, text=True, env=environment, timeout=500)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert (home / "published" / "marts.duckdb").exists()

    def ask(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
            return warehouse.execute(query).fetchall()

    return ask


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Query:
    file = DATA / "online_retail" / "online_retail_2010_2011.parquet"
    return published(tmp_path_factory.mktemp("retail"), "online_retail", file, "2011-12-20T09:00:00+00:00")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Query:
    file = DATA / "google_merchandise_store" / "all_sessions.csv"
    return published(tmp_path_factory.mktemp("store"), "merchandise_store", file, "2017-08-10T09:00:00-07:00")


@pytest.mark.slow
def test_the_lines_orders_and_customers_of_online_retail(retail: Query) -> None:
    assert retail("select count(*) from staging.stg_files__order_lines") == [(397_884,)]
    assert retail("select count(*), count(distinct customer_id) from core.core_orders") == [(18_532, 4_338)]


@pytest.mark.slow
def test_the_revenue_of_online_retail(retail: Query) -> None:
    assert retail("select sum(revenue) from marts.roi_daily") == [(Decimal("8911407.90"),)]
    monthly = """
        select sum(value) from marts.kpi_values
        where kpi_code = 'net_sales' and period_grain = 'month' and dimension = 'total'
    """
    [(sales,)] = retail(monthly)
    assert round(Decimal(str(sales)), 2) == Decimal("8911407.90")


@pytest.mark.slow
def test_the_first_cohort_of_online_retail(retail: Query) -> None:
    cohort = retail("""
        select months_since, cohort_size, active_customers from marts.retention_cohorts
        where cohort_month = date '2010-12-01' order by months_since
    """)
    active = [customers for _, _, customers in cohort]
    assert {size for _, size, _ in cohort} == {885}
    assert active[:12] == [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445]


@pytest.mark.slow
def test_an_order_with_two_times_takes_the_first(retail: Query) -> None:
    assert retail("select cast(ordered_at as varchar) from core.core_orders where order_id = '536591'") == [
        ("2010-12-01 16:57:00",)
    ]


@pytest.mark.slow  # test_real_files reads the same file
def test_the_sessions_of_the_merchandise_store_by_vendor_channel(store: Query) -> None:
    sessions = store("select vendor_channel, count(*) from staging.stg_files__visits group by 1 order by 2 desc")
    assert sessions == [
        ("Organic Search", 8349),
        ("Direct", 2863),
        ("Referral", 2488),
        ("Paid Search", 488),
        ("Affiliates", 247),
        ("Display", 121),
        ("(Other)", 5),
    ]
    assert store("select sum(visits) from marts.traffic_quality_daily") == [(14_561,)]


@pytest.mark.slow  # test_real_files reads the same file
def test_the_channels_of_the_merchandise_store_are_the_vendors(store: Query) -> None:
    visits = dict(store("select channel, sum(visits) from marts.traffic_quality_daily group by 1"))
    assert visits["organic_search"] == 8349
    assert visits["paid_search"] == 488


@pytest.mark.slow  # test_real_files reads the same file
def test_the_revenue_of_the_merchandise_store(store: Query) -> None:
    assert store("select sum(orders), sum(revenue) from marts.roi_daily") == [(80, Decimal("14157.31"))]
