"""What we knew of an order or a lead, and when: every version with the date of its change and of its arrival."""

from typing import Any

VERSIONS = "version_no, revenue, updated_date, known_date, known_until, is_current"
ORDER = {"id": "1", "at": "2026-10-05 12:00"}


def deliver(warehouse: Any, *deliveries: tuple[float, str | None]) -> None:
    """Revenue and date of change of one order, delivered on the 1st, 2nd … of November at noon."""
    for day, (revenue, changed) in enumerate(deliveries, start=1):
        updated = {"updated_at": f"{changed} 12:00"} if changed else {}
        warehouse.orders({**ORDER, "revenue": revenue, **updated}, arrival=day, loaded=f"2026-11-{day:02d} 12:00")


def test_a_late_change_is_a_new_version_with_both_dates(warehouse) -> None:
    deliver(warehouse, (100, "2026-10-06"), (120, "2026-10-09"))
    assert warehouse.read("stg_files__order_versions", VERSIONS) == [
        (1, 100.0, "2026-10-06", "2026-11-01", "2026-11-02T09:00:00", False),
        (2, 120.0, "2026-10-09", "2026-11-02", None, True),
    ]


def test_the_same_record_in_overlapping_exports_is_one_version_known_since_the_first(warehouse) -> None:
    deliver(warehouse, (100, "2026-10-06"), (100, "2026-10-06"), (100, "2026-10-06"))
    assert warehouse.read("stg_files__order_versions", VERSIONS) == [(1, 100.0, "2026-10-06", "2026-11-01", None, True)]


def test_an_older_version_that_comes_later_never_counted(warehouse) -> None:
    deliver(warehouse, (120, "2026-10-09"), (100, "2026-10-06"), (100, None), (130, "2026-10-12"))
    assert warehouse.read("stg_files__order_versions", VERSIONS) == [
        (1, 120.0, "2026-10-09", "2026-11-01", "2026-11-04T09:00:00", False),
        (2, 100.0, "2026-10-06", "2026-11-02", "2026-11-02T09:00:00", False),
        (3, 100.0, None, "2026-11-03", "2026-11-03T09:00:00", False),
        (4, 130.0, "2026-10-12", "2026-11-04", None, True),
    ]


def test_of_two_versions_changed_at_one_moment_the_later_arrival_counts(warehouse) -> None:
    deliver(warehouse, (100, "2026-10-06"), (120, "2026-10-06"))
    assert warehouse.read("stg_files__order_versions", "revenue, is_current") == [(100.0, False), (120.0, True)]


def test_what_was_known_on_a_day_is_one_query(warehouse) -> None:
    deliver(warehouse, (100, None), (120, None), (130, None))
    on_the_second = "known_at <= timestamp '2026-11-02 20:00:00' and coalesce(known_until, timestamp '9999-12-31') > "
    on_the_second += "timestamp '2026-11-02 20:00:00'"
    assert warehouse.read("core_order_versions", "revenue_original", on_the_second) == [(120.0,)]


def test_versions_of_leads_tell_how_their_stage_went(warehouse) -> None:
    lead = {"id": "1", "at": "2026-10-05 12:00"}
    stages = ("Новая", "В работе", "Закрыто и не реализовано (дорого)")
    for day, stage in enumerate(stages, start=1):
        warehouse.leads({**lead, "status": stage}, arrival=day, loaded=f"2026-11-{day:02d} 12:00")
    assert warehouse.read("core_lead_versions", "version_no, stage, outcome, loss_reason, known_date, is_current") == [
        (1, "Новая", "open", None, "2026-11-01", False),
        (2, "В работе", "open", None, "2026-11-02", False),
        (3, "Закрыто и не реализовано", "lost", "дорого", "2026-11-03", True),
    ]


def test_a_column_that_no_version_shows_makes_no_version(warehouse) -> None:
    for day in (1, 2):
        warehouse.orders({**ORDER, "revenue": 100, "segment": str(day)}, arrival=day)
    assert warehouse.read("stg_files__order_versions", "version_no, arrival") == [(1, 1)]
    assert warehouse.read("core_orders", "segment") == [("2",)]


def test_folders_are_accounts_of_their_own(warehouse) -> None:
    warehouse.orders({**ORDER, "revenue": 100}, folder="site", arrival=1)
    warehouse.orders({**ORDER, "revenue": 7}, folder="market", arrival=2)
    assert warehouse.read("stg_files__order_versions", "account, version_no, is_current") == [
        ("market", 1, True),
        ("site", 1, True),
    ]
