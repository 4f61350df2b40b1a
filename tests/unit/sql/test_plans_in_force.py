"""Which plan a KPI that is computed from plans is compared with: the one that was approved before the period began."""

import pytest

COMPANY = {"role": "company", "kpi_code": "net_sales", "period": "2026-10", "target": 1000}
EARLY = "2026-09-20 12:00"


def plan(version=1, target=1000, approved_at=EARLY, **more):
    return {**COMPANY, "version": version, "target": target, "approved_at": approved_at, **more}


CASES = [
    ("the greatest version", [plan(), plan(2, 1200)], [(2, 1200.0)]),
    ("nobody approved it", [plan(approved_at=None)], []),
    ("the last minute before the period", [plan(approved_at="2026-09-30 23:59")], [(1, 1000.0)]),
    ("the first moment of the period", [plan(approved_at="2026-10-01 00:00")], []),
    ("a later edit moves nothing", [plan(), plan(2, 500, "2026-10-20 12:00")], [(1, 1000.0)]),
    ("nor does a draft", [plan(), plan(2, 500, None)], [(1, 1000.0)]),
    ("one version says two things", [plan(), plan(2, 1200), plan(2, 900)], []),
    ("one version says two thresholds", [plan(threshold=800), plan(threshold=900)], []),
    ("one version says one thing twice", [plan(), plan()], [(1, 1000.0)]),
    ("the two things are of an older version", [plan(), plan(1, 900), plan(2, 1200)], [(2, 1200.0)]),
    ("a quarter begins with its first month", [plan(period="2026-Q4", approved_at="2026-10-01 00:00")], []),
    ("a year begins in January", [plan(period="2026", approved_at="2025-12-31 23:59")], [(1, 1000.0)]),
    ("a week begins on its Monday", [plan(period="2026-W41", approved_at="2026-10-05 00:00")], []),
]


@pytest.mark.parametrize(("plans", "in_force"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_plan_in_force_was_approved_before_its_period(warehouse, plans, in_force) -> None:
    warehouse.load("plans", plans)
    assert warehouse.read("core_plans", "version, target") == in_force


def test_two_folders_that_agree_in_a_version_are_one_plan_and_two_that_do_not_are_none(warehouse) -> None:
    other = {"kpi_code": "average_order_value"}
    warehouse.load("plans", [plan(), plan(**other)], folder="one", arrival=1)
    warehouse.load("plans", [plan(), plan(target=900, **other)], folder="two", arrival=2)
    assert warehouse.read("core_plans", "kpi_code, target") == [("net_sales", 1000.0)]


def test_a_plan_approved_late_is_no_plan_for_the_attainment(warehouse) -> None:
    warehouse.load("plans", [plan(approved_at="2026-10-20 12:00")])
    warehouse.orders(
        {"id": "1", "at": "2026-09-01 12:00", "revenue": 1}, {"id": "2", "at": "2026-10-05 12:00", "revenue": 900},
        {"id": "3", "at": "2026-11-20 12:00", "revenue": 1},
    )  # fmt: skip
    where = "kpi_code = 'sales_plan_attainment' and period = '2026-10'"
    assert warehouse.one("kpi_values", "value, numerator, denominator, status", where) == (None, 900.0, None, "no_plan")
