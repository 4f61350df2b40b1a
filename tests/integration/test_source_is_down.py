"""A vendor that is down keeps nobody else away: the scorecard is published, and says which data end when."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from crashes.company import vendors
from crashes.runs import Ended
from crashes.short_demo import ShortDemo

LATER = "2026-11-22T09:00:00+03:00"  # two days after the home was run
MONTH, WEEK = "2026-11", "2026-W47"  # the history begins inside the month
OF_VISITS = {"conversion", "romi", "valid_traffic_share"}
RUSSIAN = "Яндекс Метрика: данные по 19 ноября 2026, ждали по 21 ноября 2026"
ENGLISH = "Yandex Metrica: data through 19 November 2026, expected through 21 November 2026"


def marts(home: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "published" / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def kpis(home: Path, columns: str, where: str) -> set[tuple[Any, ...]]:
    return set(marts(home, f"select kpi_code, {columns} from marts.marts.kpi_values where {where}"))


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the company's vendors are on that later day."""
    with vendors(tmp_path_factory.mktemp("later"), LATER) as served:
        yield {**served, "TABLO_NOW": LATER}


@pytest.fixture(scope="module")
def home(short_demo: ShortDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_demo.done(tmp_path_factory.mktemp("down") / "home")


@pytest.fixture(scope="module")
def outage(short_demo: ShortDemo, home: Path, variables: dict[str, str]) -> Ended:
    """A run in which Metrica lets nobody in."""
    return short_demo.forge.run(home, **{**variables, "YANDEX_METRICA_TOKEN": "revoked"})


def page_of(home: Path) -> str:
    (page,) = (home / "published" / "scorecard").rglob(f"{MONTH}.html")
    return page.read_text(encoding="utf-8")


def test_the_run_publishes_and_says_what_is_stale(outage: Ended) -> None:
    said = outage.said.splitlines()
    assert outage.code == 1, outage.said
    assert f"· Stale: {ENGLISH}." in said
    assert [line for line in said if line.startswith("! lake/yandex_metrica__visits")]
    assert [line for line in said if line.startswith("✓ Published")]


def test_the_other_source_is_as_fresh_as_it_should_be(outage: Ended, home: Path) -> None:
    query = "select distinct source, status, cast(due_to as varchar) from marts.marts.data_freshness order by all"
    assert marts(home, query) == [
        ("files", "ok", None),
        ("google_analytics", "ok", "2026-11-21"),
        ("yandex_metrica", "stale", "2026-11-21"),
    ]


def test_kpis_made_of_its_visits_are_marked_and_the_others_are_untouched(
    outage: Ended, home: Path, short_demo: ShortDemo
) -> None:
    day = "period = '2026-11-21' and confidence = 'ok'"
    assert {kpi for kpi, _ in kpis(home, "period", day)} & OF_VISITS == set()
    week = f"period = '{WEEK}' and kpi_code = 'valid_traffic_share' and member = 'all'"
    assert kpis(home, "confidence", week) == {("valid_traffic_share", "stale")}
    of_sales = f"kpi_code not in {tuple(OF_VISITS)} and period_end < date '2026-11-20'"
    numbers = "period, member, numerator, denominator, status, confidence"
    assert kpis(home, numbers, of_sales) == kpis(short_demo.expected.home, numbers, of_sales)
    assert kpis(home, "period", of_sales)


def test_the_page_says_so_too(outage: Ended, home: Path, short_demo: ShortDemo) -> None:
    page = page_of(home)
    assert RUSSIAN in page
    assert ENGLISH in page
    assert 'id="stale"' not in page_of(short_demo.expected.home)


@pytest.mark.slow
def test_the_next_run_that_gets_through_ends_it(
    outage: Ended, home: Path, short_demo: ShortDemo, variables: dict[str, str]
) -> None:
    ended = short_demo.forge.run(home, **variables)
    assert "Stale" not in ended.said
    assert 'id="stale"' not in page_of(home)
    assert marts(home, "select distinct status from marts.marts.data_freshness") == [("ok",)]
