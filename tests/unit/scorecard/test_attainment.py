from decimal import Decimal as D

import pytest

from pipelines.scorecard.attainment import accumulates, attainment, pace


@pytest.mark.parametrize(
    ("fact", "target", "unit", "expected"),
    [
        (90, 100, "money", 90),
        (0, 100, "money", 0),
        (-50, 100, "percent", -50),
        (130, 100, "count", 130),
        (5, 0, "money", None),
        (5, -10, "money", None),
        (3, 2, "pp", None),
    ],
)
def test_attainment_is_fact_to_target_where_that_means_something(
    fact: int, target: int, unit: str, expected: int | None
) -> None:
    assert attainment(D(fact), D(target), unit) == expected


@pytest.mark.parametrize(
    ("fact", "target", "elapsed", "expected"),
    [
        (25, 100, D("0.25"), 100),  # a quarter of the season, a quarter of the plan: on schedule
        (20, 100, D("0.25"), 80),
        (25, 100, None, None),
        (0, 100, D(0), None),
        (25, 0, D("0.25"), None),
    ],
)
def test_pace_is_the_fact_to_what_was_due_by_now(
    fact: int, target: int, elapsed: D | None, expected: int | None
) -> None:
    assert pace(D(fact), D(target), elapsed) == expected


@pytest.mark.parametrize(
    ("unit", "is_ratio", "expected"),
    [
        ("money", False, True),
        ("count", False, True),
        ("money", True, False),
        ("percent", True, False),
        ("points", False, False),
    ],
)
def test_money_and_counts_accumulate_and_ratios_do_not(unit: str, is_ratio: bool, expected: bool) -> None:
    assert accumulates(unit, is_ratio) is expected
