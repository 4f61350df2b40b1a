"""Whatever is loaded, reloaded, taken away, run in part or for some days only: at the end the incremental models hold
exactly the rows that a warehouse built from nothing holds.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.warehouse import DateRange, open_warehouse

FIRST = date(2026, 10, 1)
CHANNELS = ("direct", "email")
TABLES = ("core.core_visits", "core.core_orders", "core.core_recent", "marts.daily", "marts.smooth", "marts.totals")
RANGE = "where date >= $date_from and date < $date_to"
INCREMENTAL = "incremental: date"

days = st.integers(0, 11).map(lambda offset: FIRST + timedelta(days=offset))
loads = st.one_of(
    st.tuples(st.just("day"), days, st.integers(0, 3)),
    st.tuples(st.just("pages"), days, st.integers(0, 2)),
    st.tuples(st.just("remove"), days, st.just(0)),
    st.tuples(st.just("delivery"), st.dictionaries(st.sampled_from("ABC"), days, max_size=3), st.sampled_from("xyz")),
    st.tuples(st.just("arrive again"), st.sampled_from("xyz"), st.just(0)),
)
runs = st.one_of(
    st.tuples(st.just("run"), st.none(), st.none()),
    st.tuples(st.just("run"), days, st.none()),
    st.tuples(st.just("run"), st.none(), st.sets(st.sampled_from(TABLES), min_size=1, max_size=3)),
)


def write_models(folder: Any) -> None:
    folder.write(
        "staging.stg_web__visits", "select visit_id, date, channel from lake.web__visits", "materialized: view"
    )
    folder.write("staging.stg_web__pages", "select visit_id, date from lake.web__pages", "materialized: view")
    folder.write(
        "staging.stg_files__orders",
        """select orders.order_id, orders.ordered_date as date
from lake.files__orders as orders
join lake.loads as loads on loads.relation = 'lake.files__orders' and loads."partition" = orders.delivery
qualify row_number() over (partition by orders.order_id order by loads.arrival desc) = 1""",
        "materialized: view",
    )
    folder.write(
        "core.core_visits",
        f"select visit_id, date, channel from staging.stg_web__visits {RANGE}",
        f"key: [visit_id, date]\n{INCREMENTAL}",
    )
    folder.write(
        "core.core_orders",
        f"select order_id, date from staging.stg_files__orders {RANGE}",
        f"key: [order_id]\n{INCREMENTAL}",
    )
    # a day's row depends on the two days before it
    folder.write(
        "core.core_recent",
        """with visit_days as (
    select distinct date from core.core_visits
)

select visit_days.date, count(*) as visits
from visit_days
join core.core_visits as visits
    on visits.date <= visit_days.date and visit_days.date <= cast(visits.date + interval 2 day as date)
where visit_days.date >= $date_from and visit_days.date < $date_to
group by visit_days.date""",
        f"key: [date]\n{INCREMENTAL}\nreach_days: 2",
    )
    folder.write(
        "marts.daily",
        f"""with events as (
    select date, 'visit' as kind from core.core_visits
    union all
    select date, 'order' as kind from core.core_orders
    union all
    select date, 'page' as kind from staging.stg_web__pages
)

select date, kind, count(*) as events from events {RANGE} group by date, kind""",
        f"key: [date, kind]\n{INCREMENTAL}",
    )
    # reaches one day further than a model that reaches two
    folder.write(
        "marts.smooth",
        """select here.date, coalesce(sum(before.visits), 0) + here.visits as visits
from core.core_recent as here
left join core.core_recent as before on before.date = cast(here.date - interval 1 day as date)
where here.date >= $date_from and here.date < $date_to
group by here.date, here.visits""",
        f"key: [date]\n{INCREMENTAL}\nreach_days: 1",
    )
    folder.write("marts.totals", "select kind, sum(events) as events from marts.daily group by kind", "key: [kind]")


def apply(bench: Any, step: tuple[Any, ...], number: int) -> None:
    what, first, second = step
    visits = bench.lake.root / "raw" / "web" / "visits" / "account=shop"
    orders = bench.lake.root / "raw" / "files" / "orders" / "account=crm"
    if what == "day":
        bench.lake.day(first, [(f"{number}-{each}", CHANNELS[each % 2]) for each in range(second)])
    elif what == "pages":
        bench.lake.day(first, [(f"{number}-{each}", None) for each in range(second)], stream="pages")
    elif what == "remove" and (visits / f"date={first}" / "load.json").exists():
        bench.lake.remove_day(first)
    elif what == "delivery":
        rows = [{"order_id": order, "ordered_date": day, "currency": "RUB"} for order, day in first.items()]
        bench.lake.delivery("orders", second, rows, dates="ordered_date", arrival=number)
    elif what == "arrive again" and (orders / f"delivery={first}" / "load.json").exists():
        bench.lake.arrive_again("orders", first, arrival=number)
    elif what == "run":
        bench.run(requested=first and DateRange.inclusive(first, first), selection=second)


def contents(bench: Any) -> dict[str, list[tuple[Any, ...]]]:
    with open_warehouse(bench.environment) as con:
        return {table: con.execute(f"select * from {table} order by all").fetchall() for table in TABLES}


def check(benches: Callable[[], Any], steps: list[tuple[Any, ...]]) -> None:
    bench = benches()
    write_models(bench.folder)
    bench.run()
    for number, step in enumerate(steps, start=1):
        apply(bench, step, number)
    results = bench.run()
    assert {result.status for result in results.values()} <= {"built", "fresh"}, results
    again = benches()
    again.folder, again.lake = bench.folder, bench.lake
    again.run()
    assert contents(bench) == contents(again)
    settled = bench.run()
    rewritten = [name for name, result in settled.items() if result.ranges]
    assert rewritten == [], "nothing is dirty after a whole run"


histories = st.lists(st.one_of(loads, loads, runs), min_size=1, max_size=12)
bounded = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(bounded, max_examples=4)
@given(histories)
def test_incremental_models_equal_a_full_rebuild(benches: Callable[[], Any], steps: list[tuple[Any, ...]]) -> None:
    check(benches, steps)


@pytest.mark.slow
@settings(bounded, max_examples=100)
@given(histories)
def test_incremental_models_equal_a_full_rebuild_whatever_happens(
    benches: Callable[[], Any], steps: list[tuple[Any, ...]]
) -> None:
    check(benches, steps)
