"""What changed and isn't taken in yet can be looked up, and the next run takes it in."""

from datetime import date
from typing import Any

import pytest

AUGUST, OCTOBER = date(2026, 8, 5), date(2026, 10, 5)
PENDING = 'select model, because_of, by_column, date_from, date_to, "values" from meta.pending_ranges order by all'


def order(number: str, day: date, revenue: int) -> dict[str, Any]:
    return {"order_id": number, "customer_id": "c", "ordered_date": day, "currency": "RUB", "revenue": revenue}


@pytest.fixture
def shop(bench: Any) -> Any:
    """Orders by their keys, and sums of days above them."""
    bench.folder.write(
        "staging.stg_files__orders",
        """select order_id, ordered_date, revenue from lake.files__orders
qualify row_number() over (partition by order_id order by arrival desc) = 1""",
        "key: [order_id]\nincremental_key: order_id",
    )
    bench.folder.write(
        "core.core_orders_daily",
        """select ordered_date as date, count(*) as orders, max(revenue) as dearest
from staging.stg_files__orders
where ordered_date >= $date_from and ordered_date < $date_to
group by ordered_date""",
        "key: [date]\nincremental: date\nfollows: {staging.stg_files__orders: ordered_date}",
    )
    bench.lake.delivery(
        "orders", "one", [order("1", AUGUST, 10), order("2", OCTOBER, 20)], dates="ordered_date", arrival=1
    )
    return bench


def test_a_late_export_marks_the_days_that_it_touches_and_the_next_run_takes_them_in(shop: Any) -> None:
    shop.run()
    assert shop.rows(PENDING) == []
    late = [order("1", AUGUST, 11), order("2", OCTOBER, 20)]  # the last quarter again; one order of it has changed
    shop.lake.delivery("orders", "two", late, dates="ordered_date", arrival=2)
    shop.run(selection={"stg_files__orders"})
    changed = ("core.core_orders_daily", "staging.stg_files__orders", "ordered_date", AUGUST, AUGUST, 0)
    assert shop.rows(PENDING) == [changed]
    results = shop.run()
    assert [str(days) for days in results["core.core_orders_daily"].ranges] == ["2026-08-05"]
    assert shop.rows("select dearest from core.core_orders_daily order by date") == [(11,), (20,)]
    assert shop.rows(PENDING) == []


def test_a_model_that_fails_keeps_its_days_pending(shop: Any) -> None:
    shop.run()
    path = shop.folder.path / "core" / "core_orders_daily.sql"
    whole = path.read_text()
    shop.lake.delivery("orders", "two", [order("3", AUGUST, 5)], dates="ordered_date", arrival=2)
    path.write_text(whole.replace("max(revenue)", "max(no_such_column)"))
    assert shop.run()["core.core_orders_daily"].status == "failed"
    assert [row[3] for row in shop.rows(PENDING)] == [AUGUST]
    path.write_text(whole)
    assert shop.run()["core.core_orders_daily"].status == "built"
    assert shop.rows(PENDING) == []
