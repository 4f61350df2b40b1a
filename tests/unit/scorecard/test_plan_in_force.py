"""Approved before the month began, or not a plan to be paid by."""

from datetime import datetime
from decimal import Decimal as D

import duckdb
import pytest

from pipelines.scorecard.plans import Plan, plan_in_force, read_plans
from pipelines.scorecard.records import Reason

STARTS = datetime(2026, 9, 30, 21)  # October in Moscow
EARLY, EARLIER, LATE = datetime(2026, 9, 20), datetime(2026, 9, 1), datetime(2026, 10, 5)

CASES = {
    "one approved in time": ([Plan(1, D(100), approved_at=EARLY)], 100, None),
    "the greatest version counts": (
        [Plan(2, D(110), approved_at=EARLY), Plan(1, D(100), approved_at=EARLIER)],
        110,
        None,
    ),
    "the greatest version counts whenever it was approved": (
        [Plan(2, D(110), approved_at=EARLIER), Plan(1, D(100), approved_at=EARLY)],
        110,
        None,
    ),
    "an unapproved version is a draft": (
        [Plan(2, D(110)), Plan(1, D(100), approved_at=EARLY)],
        100,
        None,
    ),
    "a late version moves nothing, and is mentioned": (
        [Plan(2, D(50), approved_at=LATE), Plan(1, D(100), approved_at=EARLY)],
        100,
        Reason.LATE_VERSION_IGNORED,
    ),
    "only late": ([Plan(1, D(100), approved_at=LATE)], None, Reason.PLAN_APPROVED_LATE),
    "approved at the very moment the month begins": (
        [Plan(1, D(100), approved_at=STARTS)],
        None,
        Reason.PLAN_APPROVED_LATE,
    ),
    "only a draft": ([Plan(1, D(100))], None, Reason.PLAN_NOT_APPROVED),
    "nobody planned": ([], None, Reason.PLAN_MISSING),
    "delivered twice alike": ([Plan(1, D(100), approved_at=EARLY), Plan(1, D(100), approved_at=EARLIER)], 100, None),
    "one version with two targets": (
        [Plan(1, D(100), approved_at=EARLY), Plan(1, D(90), approved_at=EARLY)],
        None,
        Reason.PLAN_AMBIGUOUS,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_plan_in_force(case: str) -> None:
    versions, target, reason = CASES[case]
    plan, said = plan_in_force(versions, STARTS)
    assert (plan and plan.target, said) == (target, reason)


def test_plans_are_read_by_role_period_and_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    plans = read_plans(warehouse)
    assert len(plans.periods("marketing_director")) == 15
    assert plans.periods("nobody") == set()
    (romi,) = plans.of_line("marketing_director", "2026-10", ("romi", "total", "all"))
    assert romi.levels == (D(100), D(60), D(140))
