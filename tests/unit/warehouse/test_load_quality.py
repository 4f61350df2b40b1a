"""`lake.loads` tells how far the numbers of a load can be trusted, also in a warehouse that is older than that."""

from datetime import date
from typing import Any

import pytest

from connectors.common.stream import Quality
from pipelines.lake import Lake
from pipelines.lake.storage import restamp
from pipelines.warehouse.changes.load_quality import LOAD_QUALITY

DAY_1, DAY_2, DAY_3 = date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)
COLUMNS = ", ".join(name for name, _ in LOAD_QUALITY)
FLAGGED = Quality(True, False, 0.25, True, ("revenue", "tax_amount"))
UNKNOWN = (None, None, None, None, None)


@pytest.fixture
def bench(bench: Any) -> Any:
    bench.folder.write("core.core_loads", f"select seq as x, {COLUMNS} from lake.loads")
    return bench


def older(bench: Any) -> None:
    """As a warehouse was before there were such columns."""
    bench.rows("drop view lake.loads")
    for name, _ in LOAD_QUALITY:
        bench.rows(f'alter table meta.loads drop column "{name}"')


def told(bench: Any, day: date, quality: Quality, settles_after: int) -> None:
    """The day's load as a connector that knows of quality would have left it."""
    lake = Lake(bench.lake.root)
    manifest = lake.loads("web", "visits", "shop")[day]
    restamp(lake.of(manifest), manifest.model_copy(update={"quality": quality, "settles_after": settles_after}))


def loads(bench: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = bench.rows(f"select {COLUMNS} from core.core_loads order by x")
    return found


def test_each_load_has_what_its_vendor_says_of_it(bench: Any) -> None:
    for day in (DAY_1, DAY_2, DAY_3):
        bench.lake.day(day, [])
    told(bench, DAY_1, FLAGGED, 13)
    told(bench, DAY_2, Quality(False, sample_share=1.0), 3)
    bench.run()
    assert loads(bench) == [
        (True, False, 0.25, True, "revenue;tax_amount", 13),
        (False, None, 1.0, None, None, 3),
        (*UNKNOWN, None),
    ]


def test_a_warehouse_that_is_older_gets_the_columns_and_keeps_its_loads(bench: Any) -> None:
    bench.lake.day(DAY_1, [("a", "direct")])
    bench.run()
    older(bench)
    bench.lake.day(DAY_2, [])
    told(bench, DAY_2, FLAGGED, 3)
    bench.run()
    assert loads(bench) == [(*UNKNOWN, None), (True, False, 0.25, True, "revenue;tax_amount", 3)]
    assert bench.rows("select seq, date_from from meta.loads order by seq") == [(1, DAY_1), (2, DAY_2)]


def test_an_older_warehouse_may_lose_a_load_in_the_same_run(bench: Any) -> None:
    bench.lake.day(DAY_1, [("a", "direct")])
    bench.run()
    older(bench)
    bench.lake.day(DAY_1, [])
    bench.run()
    assert bench.rows("select seq, ended_seq from meta.loads order by seq") == [(1, 2), (3, None)]
