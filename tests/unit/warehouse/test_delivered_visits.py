"""Visits brought as files: where a delivery goes, former versions of its visits count again, on days of their own."""

import shutil
from datetime import date
from typing import Any

import pytest

OCT_1, OCT_5, OCT_9 = (date(2026, 10, number) for number in (1, 5, 9))
VISITS = "staging.stg_files__visits"


@pytest.fixture
def site(bench: Any) -> Any:
    """Visit v, first brought on October 1, later on October 5; the later delivery counts."""
    bench.folder.write(
        VISITS,
        """with versions as (
    select visit_id, started_date as date, rank() over (partition by visit_id order by arrival desc) as newest_first
    from lake.files__visits
)

select visit_id, date from versions where newest_first = 1 and date >= $date_from and date < $date_to""",
        "key: visit_id\nincremental: date",
    )
    deliver(bench, "first", 1, v=OCT_1)
    deliver(bench, "second", 2, v=OCT_5)
    bench.run()
    assert rows(bench) == [("v", OCT_5)]
    return bench


def deliver(bench: Any, name: str, arrival: int, **visits: date) -> None:
    listed = [{"visit_id": visit, "started_date": day} for visit, day in visits.items()]
    bench.lake.delivery("visits", name, listed, dates="started_date", arrival=arrival)


def rows(bench: Any) -> list[tuple[Any, ...]]:
    return bench.rows(f"select visit_id, date from {VISITS} order by 1")  # type: ignore[no-any-return]


def test_a_visit_is_again_on_its_former_day_once_the_later_delivery_is_taken_away(site: Any) -> None:
    shutil.rmtree(site.lake.root / "raw/files/visits/account=crm/delivery=second")
    site.run()
    assert rows(site) == [("v", OCT_1)]


def test_a_delivery_that_is_replayed_without_a_visit_gives_it_back_to_the_former_one(site: Any) -> None:
    deliver(site, "second", 2, w=OCT_5)
    site.run()
    assert rows(site) == [("v", OCT_1), ("w", OCT_5)]


def test_one_that_arrives_again_touches_only_the_days_of_its_visits(site: Any) -> None:
    deliver(site, "third", 3, u=OCT_9)
    site.run()
    site.lake.arrive_again("visits", "first", 4)
    assert [str(piece) for piece in site.run()[VISITS].ranges] == ["2026-10-01", "2026-10-05"]
    assert rows(site) == [("u", OCT_9), ("v", OCT_1)]
