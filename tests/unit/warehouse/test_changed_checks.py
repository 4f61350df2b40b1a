"""A check that is new, or says otherwise, or compares with other data, looks at all rows once, though none changed."""

from datetime import date
from typing import Any

import pytest

DAY_1, DAY_2 = date(2026, 10, 1), date(2026, 10, 2)
RANGE = "where date >= $date_from and date < $date_to"
KINDS = {
    "whole": ("key: visit_id", "select visit_id, date, channel from lake.web__visits"),
    "by days": ("key: visit_id\nincremental: date", f"select visit_id, date, channel from lake.web__visits {RANGE}"),
    "by keys": (
        "key: order_id\nincremental_key: order_id", "select order_id, segment as channel from lake.files__orders",
    ),
    "view": ("materialized: view", "select visit_id, date, channel from lake.web__visits"),
}  # fmt: skip
SEEN = "staging.stg_seen"


@pytest.fixture
def shop(bench: Any) -> Any:
    bench.lake.day(DAY_1, [("a", "direct")])
    bench.lake.day(DAY_2, [("b", "email")])
    orders = [{"order_id": "a", "segment": "direct"}, {"order_id": "b", "segment": "email"}]
    bench.lake.delivery("orders", "one", orders, dates=None)
    return bench


def write(shop: Any, kind: str, wrong: str | None, severity: str = "error") -> None:
    header, sql = KINDS[kind]
    dates = "and date >= $date_from and date < $date_to" if kind == "by days" else ""
    check = f"select channel from {SEEN} where channel = '{wrong}' {dates}"
    checks = f'\nchecks: [{{name: no_such_channel, severity: {severity}, sql: "{check}"}}]' if wrong else ""
    shop.folder.write(SEEN, sql, header + checks)


def found(shop: Any) -> int:
    """The rows that the check offends, as the run tells."""
    return next(check.offending for check in shop.run()[SEEN].checks if check.name == "no_such_channel")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_check_that_blocks_stops_the_next_run(shop: Any, kind: str) -> None:
    write(shop, kind, None)
    shop.run()
    write(shop, kind, "direct")
    assert [shop.run()[SEEN].status for _ in range(2)] == ["failed", "failed"]
    write(shop, kind, "post")
    assert shop.run()[SEEN].status == "fresh"


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_check_that_tells_is_told_by_the_next_run_and_after_it(shop: Any, kind: str) -> None:
    write(shop, kind, "post", "warn")
    assert found(shop) == 0
    write(shop, kind, "direct", "warn")
    assert [found(shop), found(shop)] == [1, 1]
    write(shop, kind, "post", "warn")
    assert [found(shop), found(shop)] == [0, 0]


def test_rows_that_the_run_does_not_touch_are_looked_at_too(shop: Any) -> None:
    write(shop, "by days", None)
    shop.run()
    write(shop, "by days", "direct")
    shop.lake.day(DAY_2, [("c", "email")])
    assert shop.run()[SEEN].status == "failed"


def test_a_setting_that_only_a_check_reads_is_looked_at_anew(shop: Any, configure: Any) -> None:
    header, sql = KINDS["whole"]
    check = f"select channel from {SEEN} where channel not in (select channel from config.channels)"
    shop.folder.write(SEEN, sql, f'{header}\nchecks: [{{name: no_such_channel, severity: warn, sql: "{check}"}}]')
    assert found(shop) == 0
    only = {"code": "email", "name": {"en": "Mail", "ru": "Почта"}, "group": "own"}
    shop.configuration = configure(channels={"version": "2", "channels": [only], "rules": []})
    assert found(shop) == 1


def test_a_check_by_days_looks_at_all_of_them_where_what_it_compares_with_has_changed(shop: Any) -> None:
    shop.folder.write("staging.stg_orders", "select order_id, lead_id from lake.files__orders", "key: order_id")
    shop.folder.write("core.core_said", "select order_id, lead_id from staging.stg_orders", "key: order_id")
    shop.folder.write(SEEN, KINDS["view"][1], "materialized: view")
    check = f"select visit_id from core.core_seen join core.core_said on order_id = visit_id {RANGE}"
    shop.folder.write(
        "core.core_seen", f"select visit_id, date from {SEEN} {RANGE}",
        f"key: visit_id\nincremental: date\nchecks: [{{name: said_twice, severity: warn, sql: \"{check}\"}}]",
    )  # fmt: skip
    assert shop.run()["core.core_seen"].checks[-1].offending == 2
    shop.lake.delivery("orders", "two", [{"order_id": "c", "lead_id": "email"}], dates=None, arrival=2)
    assert shop.run()["core.core_seen"].checks[-1].offending == 2
