"""The curve in numbers that can be checked by hand."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.scorecard.payout import Levels, half_up, levels_of, payout
from pipelines.scorecard.records import Reason
from pipelines.settings.scorecard import Curve

CURVE = Curve()
UP = Levels(D(80), D(100), D(120))
DOWN = Levels(D(120), D(100), D(80))

POINTS = [
    # fact, payout for ↑; the mirror image 200 − fact is paid the same for ↓
    ("79.9999", 0),
    ("80", 50),
    ("85", "62.5"),
    ("90", 75),
    ("99.9", "99.75"),
    ("100", 100),
    ("110", 110),
    ("119", 119),
    ("120", 120),
    ("5000", 120),
    ("0", 0),
    ("-40", 0),
]


@pytest.mark.parametrize(("fact", "paid"), POINTS)
def test_payout_goes_in_straight_lines_through_threshold_target_and_stretch(fact: str, paid: str) -> None:
    assert payout(D(fact), UP, CURVE) == D(paid)


@pytest.mark.parametrize(("fact", "paid"), POINTS)
def test_less_is_better_is_the_mirror_image_of_more_is_better(fact: str, paid: str) -> None:
    assert payout(200 - D(fact), DOWN, CURVE) == D(paid)


def test_a_target_of_zero_or_below_works_when_the_levels_are_given() -> None:
    assert payout(D("-1"), Levels(D(-2), D(0), D(2)), CURVE) == 75
    assert payout(D(-15), Levels(D(-20), D(-10), D(0)), CURVE) == 75


def test_a_role_may_have_its_own_curve() -> None:
    steep = Curve(at_threshold=D(0), at_target=D(100), at_stretch=D(200))
    assert [payout(D(fact), UP, steep) for fact in (79, 80, 90, 100, 110, 130)] == [0, 0, 50, 100, 150, 200]


LEVELS = [
    # target, threshold, stretch, direction, unit, expected
    (D(100), None, None, "up", "money", UP),
    (D(100), None, None, "down", "money", DOWN),
    (D(100), D(90), None, "up", "percent", Levels(D(90), D(100), D(120))),
    (D(100), None, D(85), "down", "percent", Levels(D(120), D(100), D(85))),
    (D(0), D(-2), D(2), "up", "pp", Levels(D(-2), D(0), D(2))),
    (D(-10), D(-20), D(0), "up", "money", Levels(D(-20), D(-10), D(0))),
    (D(0), None, None, "up", "money", Reason.LEVELS_MISSING),
    (D(-10), D(-20), None, "up", "money", Reason.LEVELS_MISSING),
    (D(2), None, D(3), "up", "pp", Reason.LEVELS_MISSING),
    (D(100), D(100), None, "up", "money", Reason.LEVELS_DISORDERED),
    (D(100), D(110), None, "up", "money", Reason.LEVELS_DISORDERED),
    (D(100), D(90), D(120), "down", "money", Reason.LEVELS_DISORDERED),
    (D(100), None, D(95), "up", "money", Reason.LEVELS_DISORDERED),
]


@pytest.mark.parametrize(("target", "threshold", "stretch", "direction", "unit", "expected"), LEVELS)
def test_levels_default_to_80_and_120_percent_and_must_be_in_order(
    target: D, threshold: D | None, stretch: D | None, direction: str, unit: str, expected: Levels | Reason
) -> None:
    assert levels_of(target, threshold, stretch, direction=direction, unit=unit) == expected


@pytest.mark.parametrize(
    ("exact", "booked"),
    [
        ("0.005", "0.01"),
        ("0.00499", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("0.0049999999999999999999", "0.01"),
    ],
)
def test_rounding_is_half_up_and_forgives_the_last_digits_of_a_repeating_quotient(exact: str, booked: str) -> None:
    assert half_up(D(exact)) == D(booked)


cents = st.decimals(min_value=1, max_value=10**7, places=2)


@given(threshold=cents, first=cents, second=cents, fact=st.decimals(-(10**7), 4 * 10**7, places=2))
def test_payout_equals_the_formula_in_exact_fractions(threshold: D, first: D, second: D, fact: D) -> None:
    levels = Levels(threshold, threshold + first, threshold + first + second)
    t, g, s, f = map(Fraction, (levels.threshold, levels.target, levels.stretch, fact))
    if f < t:
        exact = Fraction(0)
    elif f < g:
        exact = 50 + 50 * (f - t) / (g - t)
    else:
        exact = min(Fraction(120), 100 + 20 * (f - g) / (s - g))
    assert abs(Fraction(payout(fact, levels, CURVE)) - exact) < Fraction(1, 10**20)


@given(better=st.decimals(0, 200, places=3), worse=st.decimals(0, 200, places=3))
def test_a_better_fact_never_pays_less(better: D, worse: D) -> None:
    worse, better = sorted((better, worse))
    assert payout(worse, UP, CURVE) <= payout(better, UP, CURVE)
    assert payout(worse, DOWN, CURVE) >= payout(better, DOWN, CURVE)
