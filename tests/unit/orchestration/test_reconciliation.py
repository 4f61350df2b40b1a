"""Logs against reports: what is compared, what is let pass, what is left out, and what is said."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from metrica_days import COUNTER, Day, Visits, fill

from connectors.yandex_metrica import VISITS, MetricaSettings
from pipelines.lake import Lake
from pipelines.reconciliation import Line, Reconciliation, reconcile

MON, TUE, WED = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)
ALL = [MON, TUE, WED]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def compared(lake: Lake, days: dict[date, Day], **settings: object) -> Reconciliation:
    fill(lake, days)
    return reconcile(lake, "yandex_metrica", MetricaSettings.checked({"counter_id": COUNTER, **settings}), ALL)


def day_of(logs: int, reported: int, **more: object) -> Day:
    return Day([Visits("organic", logs)], {"organic": {"visits": reported, "revenue": 0}}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("logs", "reported", "agrees"),
    [
        (1000, 1000, True),
        (1000, 1010, True),
        (1010, 1000, True),
        (1000, 1011, False),
        (1000, 900, False),
        (1, 4, True),  # 3 visits are never worth a word
        (0, 3, True),
        (0, 4, False),
        (5, 0, False),
    ],
)
def test_one_per_cent_or_three_visits_are_let_pass(lake: Lake, logs: int, reported: int, agrees: bool) -> None:
    found = compared(lake, {MON: day_of(logs, reported)})
    assert found.agrees is agrees
    assert [(line.logs, line.reporting) for line in found.lines if line.measure == "visits"] == [(logs, reported)]


def test_the_tolerance_is_of_the_settings(lake: Lake) -> None:
    assert compared(lake, {MON: day_of(1000, 1090)}, reconcile_tolerance=0.1).agrees


def test_the_sentence_has_the_days_and_the_worst_of_them(lake: Lake) -> None:
    found = compared(lake, {MON: day_of(1000, 1100), TUE: day_of(1000, 1200), WED: day_of(1000, 1000)})
    assert found.troubles == (
        "visits differ from the report on 2026-10-05 … 2026-10-06; most of all on 2026-10-06, organic: "
        "1 000 in the logs, 1 200 in the report.",
    )
    assert found.differing == (
        Line(TUE, "visits", "organic", 1000, 1200),
        Line(MON, "visits", "organic", 1000, 1100),
    )
    assert found.differing[0].difference == -200


def test_sources_are_compared_one_by_one_and_missing_ones_are_none(lake: Lake) -> None:
    logs = [Visits("organic", 100), Visits("ad", 50), Visits(None, 20)]
    traffic = {source: {"visits": visits, "revenue": 0} for source, visits in {"organic": 150, "direct": 20}.items()}
    found = compared(lake, {MON: Day(logs, traffic)})
    assert {line.member: (line.logs, line.reporting) for line in found.lines if line.measure == "visits"} == {
        "organic": (100, 150), "ad": (50, 0), "undefined": (20, 0), "direct": (0, 20),
    }  # fmt: skip
    assert {line.member for line in found.differing} == {"organic", "ad", "undefined", "direct"}


@pytest.mark.parametrize(
    "missing",
    [Day(None, {"organic": {"visits": 9}}), Day([Visits("organic", 9)], None, None), Day(None, None, None)],
    ids=["no logs", "no reports", "neither"],
)
def test_a_day_that_only_one_side_has_is_not_compared(lake: Lake, missing: Day) -> None:
    found = compared(lake, {MON: missing, TUE: day_of(100, 100)})
    assert {line.day for line in found.lines} == {TUE}
    assert found.agrees
    assert found.days == 1


def test_without_any_day_of_both_nothing_is_said(lake: Lake) -> None:
    found = compared(lake, {})
    assert (found.lines, found.troubles, found.left_out) == ((), (), ())


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("sampled", "the traffic report is sampled: 2026-10-05"),
        ("contains_sensitive_data", "the traffic report hides rows of few users: 2026-10-05"),
    ],
)
def test_days_told_in_part_are_left_out_and_named(lake: Lake, flag: str, reason: str) -> None:
    doubtful = Day([Visits("organic", 500)], {"organic": {"visits": 90, "revenue": 0, flag: True}})
    found = compared(lake, {MON: doubtful, TUE: day_of(100, 100)})
    assert found.agrees
    assert {line.day for line in found.lines} == {TUE}
    assert found.left_out == (reason,)


def robots_day(filter_robots: int, logs: int, humans: int | None) -> Day:
    traffic = {"organic": {"visits": 1000, "visits_without_robots": humans, "revenue": 0}}
    return Day([Visits("organic", logs)], traffic, filter_robots=filter_robots)


@pytest.mark.parametrize(
    ("filter_robots", "logs", "agrees"), [(1, 1000, True), (1, 800, False), (2, 800, True), (2, 1000, False)]
)
def test_a_counter_that_drops_robots_by_behaviour_is_compared_without_them(
    lake: Lake, filter_robots: int, logs: int, agrees: bool
) -> None:
    found = compared(lake, {MON: robots_day(filter_robots, logs, 800)})
    assert found.agrees is agrees
    said = "The visits would agree if the counter's filter_robots were the other one."
    assert (said in found.troubles) is not agrees


def test_no_other_reading_is_offered_where_it_does_not_fit(lake: Lake) -> None:
    assert len(compared(lake, {MON: robots_day(1, 700, 800)}).troubles) == 1


def test_days_whose_visits_without_robots_are_hidden_are_left_out(lake: Lake) -> None:
    found = compared(lake, {MON: robots_day(2, 5, None)})
    assert found.agrees
    assert found.left_out == ("the report hides visits without robots: 2026-10-05",)


def test_goal_reaches_are_compared_by_goal_and_deleted_goals_are_not(lake: Lake) -> None:
    logs = [Visits("organic", 10, goals=[(1, 0, ""), (1, 0, ""), (3, 0, "")]), Visits("ad", 5, goals=[(2, 0, "")])]
    goals = {
        1: {"goal_name": "Lead", "reaches": 20, "revenue": 0},
        2: {"goal_name": "", "reaches": 50, "revenue": 0},
    }
    found = compared(lake, {MON: Day(logs, None, goals)})
    assert [line for line in found.lines if line.measure == "goal reaches"] == [
        Line(MON, "goal reaches", "1 Lead", 20, 20),
        Line(MON, "goal reaches", "2", 5, 50),
    ]
    assert found.troubles == (
        "goal reaches differ from the report on 2026-10-05; most of all on 2026-10-05, 2: "
        "5 in the logs, 50 in the report.",
    )


def revenue_day(revenue: str, reported: object, currency: str = "RUB", **more: object) -> Day:
    traffic = {"organic": {"visits": 4, "revenue": reported}}
    return Day([Visits("organic", 4, purchases=[(revenue, currency)])], traffic, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("each", "reported", "agrees"),
    [("250.25", 1001, True), ("250", 1009, True), ("250", 1020, False), ("0.1", 1, True)],
)
def test_revenue_of_purchases_is_compared(lake: Lake, each: str, reported: float, agrees: bool) -> None:
    from decimal import Decimal

    assert compared(lake, {MON: revenue_day(each, Decimal(str(reported)))}).agrees is agrees


@pytest.mark.parametrize("currency", ["RUB", "rur", ""])
def test_a_ruble_has_several_names(lake: Lake, currency: str) -> None:
    found = compared(lake, {MON: revenue_day("100", 400, currency)})
    assert found.left_out == ()
    assert any(line.measure == "revenue of purchases" for line in found.lines)


def test_purchases_in_another_currency_are_left_out(lake: Lake) -> None:
    found = compared(lake, {MON: revenue_day("100", 36000, "USD")})
    assert found.agrees
    assert found.left_out == ("purchases are in other currencies than RUB: 2026-10-05",)
    assert {line.measure for line in found.lines} == {"visits"}


def test_columns_that_old_days_lack_are_left_out(lake: Lake) -> None:
    without = pa.schema([field for field in VISITS if not field.name.startswith(("purchase_", "goals_"))])
    goals = {1: {"goal_name": "Lead", "reaches": 9, "revenue": 0}}
    found = compared(lake, {MON: revenue_day("100", 400, goals=goals, schema=without), TUE: revenue_day("100", 400)})
    assert found.agrees
    assert found.left_out == (
        "the logs have no goals: 2026-10-05",
        "the logs have no revenue of purchases: 2026-10-05",
    )


def test_fields_that_the_counter_refused_are_left_out(lake: Lake) -> None:
    details = {"fields_refused": ["ym:s:purchaseRevenue", "ym:s:goalsID"]}
    goals = {1: {"goal_name": "Lead", "reaches": 9, "revenue": 0}}
    found = compared(lake, {MON: revenue_day("0", 400, goals=goals, details=details)})
    assert found.agrees
    assert len(found.left_out) == 2


@pytest.mark.parametrize(
    ("raw", "configured", "says"),
    [
        (1_500_000, {}, None),  # ÷ 1000 is what is declared
        (1_500, {}, 1),
        (1_500_000_000, {}, 1_000_000),
        (1_500, {"goals_price": 1}, None),
        (1_500_000, {"goals_price": 1}, 1_000),
        (777, {}, None),  # no divisor fits: nothing can be said
        (0, {}, None),
    ],
)
def test_the_scale_of_prices_is_told_by_the_report(
    lake: Lake, raw: int, configured: dict[str, int], says: int | None
) -> None:
    goals = {1: {"goal_name": "Lead", "reaches": 4, "revenue": 6000}}
    days = {MON: Day([Visits("organic", 4, goals=[(1, raw, "RUB")])], {"organic": {"visits": 4, "revenue": 0}}, goals)}
    found = compared(lake, days, money_divisors=configured)
    expected = (
        (
            f"goals_price of the logs divided by {says} is what the report says, and it is divided by "
            f"{configured.get('goals_price', 1000)}: "
            f"write `money_divisors: {{goals_price: {says}}}` into the source's settings.",
        )
        if says
        else ()
    )
    assert found.troubles == expected


def test_prices_in_other_currencies_tell_nothing_of_the_scale(lake: Lake) -> None:
    goals = {1: {"goal_name": "Lead", "reaches": 4, "revenue": 6000}}
    assert compared(lake, {MON: Day([Visits("organic", 4, goals=[(1, 1_500, "USD")])], None, goals)}).agrees


def test_a_path_with_signs_of_a_pattern_is_a_path(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "it's [a] lake?*")
    assert compared(lake, {MON: day_of(10, 10)}).days == 1


def test_many_days_are_named_in_short() -> None:
    from pipelines.reconciliation.words import by_days

    assert by_days(date(2026, 10, day) for day in (1, 3, 5, 6, 7, 9, 11, 13, 14)) == (
        "2026-10-01, 2026-10-03, 2026-10-05 … 2026-10-07, 2026-10-09 and 3 more days"
    )
