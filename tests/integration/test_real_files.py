"""Real data, through the example configurations, into the lake: the published totals are met to the penny."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.lake import DeliveryReport, Lake, Manifest, load_inbox, register_lake
from pipelines.settings import Environment, load_configuration

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT.parent / "shared" / "data"
RETAIL = DATA / "online_retail" / "online_retail_2010_2011.parquet"
STORE = DATA / "google_merchandise_store" / "all_sessions.csv"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real data is not here: {DATA}")


@dataclass(frozen=True)
class Loaded:
    """A home into which one file was dropped, and what SQL sees of its lake."""

    home: Path
    report: DeliveryReport
    con: duckdb.DuckDBPyConnection

    def load_of(self, table: str) -> Manifest:
        (load,) = [load for load in Lake(self.home / "lake").manifests() if load.stream == table]
        return load

    def ask(self, query: str) -> list[tuple[object, ...]]:
        return self.con.execute(query).fetchall()


def load(folder: str, file: Path, home: Path) -> Iterator[Loaded]:
    inbox = home / "inbox" / folder
    inbox.mkdir(parents=True)
    shutil.copy(file, inbox / file.name)
    config = PROJECT / "config" / "examples" / folder
    environment = Environment("files", config, home, datetime(2026, 11, 21, tzinfo=UTC), hash_key=None)
    (report,) = load_inbox(environment, load_configuration(config))
    with duckdb.connect(":memory:") as con:
        register_lake(con, Lake(home / "lake"), {})
        yield Loaded(home, report, con)


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    yield from load("online_retail", RETAIL, tmp_path_factory.mktemp("retail"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    yield from load("merchandise_store", STORE, tmp_path_factory.mktemp("store"))


SKIPPED = {"has_customer": 135_080, "bought": 8_905, "has_price": 40}


def test_every_line_of_the_retailer_is_accounted_for(retail: Loaded) -> None:
    assert retail.report.clean
    assert retail.report.sentence == (
        "online_retail/online_retail_2010_2011.parquet: "
        "orders: 541909 rows read, 18532 loaded, 144025 skipped by rules. "
        "order_lines: 541909 rows read, 397884 loaded, 144025 skipped by rules."
    )
    orders, lines = retail.load_of("orders"), retail.load_of("order_lines")
    assert (orders.skipped, lines.skipped) == (SKIPPED, SKIPPED)
    assert (orders.details["mapped"], orders.details["grouped"]) == (397_884, 18_532)
    assert (orders.money_read, orders.money_loaded) == ("8911407.9040", "8911407.9040")
    assert (lines.money_read, lines.money_loaded) == ("8911407.9040", "8911407.9040")
    assert list((retail.home / "inbox" / "online_retail").iterdir()) == []


def test_the_retailer_has_its_published_totals(retail: Loaded) -> None:
    totals = "select count(*), count(distinct customer_id), round(sum(revenue), 2) from lake.files__orders"
    assert [str(value) for value in retail.ask(totals)[0]] == ["18532", "4338", "8911407.90"]
    lines = "select count(*), count(distinct order_id), round(sum(revenue), 2) from lake.files__order_lines"
    assert [str(value) for value in retail.ask(lines)[0]] == ["397884", "18532", "8911407.90"]


def test_an_order_takes_the_first_of_its_times(retail: Loaded) -> None:
    """Thirty invoices have two times; each is one order."""
    raw = f"read_parquet('{RETAIL}')"
    clean = "CustomerID is not null and Quantity > 0 and UnitPrice > 0"
    compared = f"""
        with invoices as (
            select InvoiceNo as order_id, min(InvoiceDate) as first_time, max(InvoiceDate) as last_time
            from {raw} where {clean} group by InvoiceNo
        )
        select count(*), count(*) filter (where first_time <> last_time),
            count(*) filter (where first_time <> strftime(ordered_at at time zone 'UTC' at time zone 'Europe/London',
                '%Y-%m-%d %H:%M:%S'))
        from invoices inner join lake.files__orders using (order_id)
    """
    assert retail.ask(compared) == [(18_532, 30, 0)]


def test_the_first_cohort_of_the_retailer(retail: Loaded) -> None:
    cohort = """
        with months as (
            select distinct customer_id, date_trunc('month', ordered_date) as month from lake.files__orders
        ),
        firsts as (select customer_id, min(month) as cohort from months group by customer_id)
        select count(*) from months inner join firsts using (customer_id)
        where cohort = date '2010-12-01' group by month order by month
    """
    published = [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235]
    assert [count for (count,) in retail.ask(cohort)] == published


def test_the_store_has_its_sessions_by_channel(store: Loaded) -> None:
    assert store.report.clean
    by_channel = "select vendor_channel, count(*) from lake.files__visits group by 1 order by 2 desc"
    assert store.ask(by_channel) == [
        ("Organic Search", 8349),
        ("Direct", 2863),
        ("Referral", 2488),
        ("Paid Search", 488),
        ("Affiliates", 247),
        ("Display", 121),
        ("(Other)", 5),
    ]
    load = store.load_of("visits")
    assert (load.rows_read, load.rows, load.details["mapped"]) == (15_134, 14_561, 15_134)


def test_a_session_of_the_store_is_its_visitor_and_visit_id_together(store: Loaded) -> None:
    ids = """
        select count(distinct visit_id), count(distinct visitor_id), count(distinct split_part(visit_id, '-', 2)),
            min(length(visitor_id)), bool_and(visit_id like visitor_id || '-%')
        from lake.files__visits
    """
    visits, visitors, seconds, shortest, composed = store.ask(ids)[0]
    assert (visits, composed) == (14_561, True)
    assert visitors == 14_223
    assert seconds == 14_556
    assert shortest is not None


def test_the_days_of_the_store_are_those_that_google_gave_them(store: Loaded) -> None:
    raw = f"read_csv('{STORE}', all_varchar = true)"
    days = f"""
        select count(*) filter (where strftime(started_date, '%Y%m%d') = day), count(*)
        from (select fullVisitorId || '-' || visitId as visit_id, min(date) as day from {raw} group by 1)
        inner join lake.files__visits using (visit_id)
    """
    assert store.ask(days) == [(14_561, 14_561)]


def test_the_store_sold_what_was_published(store: Loaded) -> None:
    """Money is in millionths, and a session counts once."""
    totals = "select count(*), sum(revenue) from lake.files__orders"
    assert [str(value) for value in store.ask(totals)[0]] == ["80", "14157.3100"]
