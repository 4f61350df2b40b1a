"""Logs against reports where one of them doesn't tell all: no false alarm, and no day let off for a single number."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from metrica_days import COUNTER, Day, Visits, fill

from connectors.yandex_metrica import MetricaSettings
from pipelines.lake import Lake
from pipelines.reconciliation import Line, Reconciliation, reconcile

MON, TUE = date(2026, 10, 5), date(2026, 10, 6)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def compared(lake: Lake, days: dict[date, Day], **settings: object) -> Reconciliation:
    fill(lake, days)
    return reconcile(lake, "yandex_metrica", MetricaSettings.checked({"counter_id": COUNTER, **settings}), [MON, TUE])


def lines(found: Reconciliation, measure: str) -> list[tuple[date, str, float, float]]:
    return [(line.day, line.member, line.logs, line.reporting) for line in found.lines if line.measure == measure]


def test_a_number_that_the_report_hides_is_no_zero(lake: Lake) -> None:
    logs = [
        Visits("ad", 9, goals=[(1, 0, ""), (2, 0, "")], purchases=[("10", "")]),
        Visits("organic", 100, purchases=[("2", "")]),
    ]
    traffic = {"ad": {"visits": None, "revenue": None}, "organic": {"visits": 100, "revenue": 200}}
    goals = {1: {"goal_name": "Lead", "reaches": None}, 2: {"goal_name": "Call", "reaches": 9}}
    found = compared(lake, {MON: Day(logs, traffic, goals)})
    assert found.agrees
    assert lines(found, "visits") == [(MON, "organic", 100, 100)]
    assert lines(found, "goal reaches") == [(MON, "2 Call", 9, 9)]
    assert lines(found, "revenue of purchases") == [(MON, "organic", 200, 200)]
    assert found.left_out == (
        "the report hides visits: 2026-10-05",
        "the report hides goal reaches: 2026-10-05",
        "the report hides revenue: 2026-10-05",
    )


def test_a_small_source_without_robots_lets_no_other_source_off(lake: Lake) -> None:
    traffic = {
        "email": {"visits": 4, "visits_without_robots": None, "revenue": 0},
        "organic": {"visits": 1000, "visits_without_robots": 900, "revenue": 0},
    }
    found = compared(lake, {MON: Day([Visits("organic", 500), Visits("email", 4)], traffic, filter_robots=2)})
    assert [line.member for line in found.differing] == ["organic"]


def test_a_purchase_in_another_currency_lets_no_other_source_off(lake: Lake) -> None:
    logs = [Visits("ad", 1, purchases=[("10", "USD")]), Visits("organic", 4, purchases=[("250", "RUB")])]
    traffic = {"ad": {"visits": 1, "revenue": 900}, "organic": {"visits": 4, "revenue": 5000}}
    found = compared(lake, {MON: Day(logs, traffic)})
    assert [(line.measure, line.member) for line in found.differing] == [("revenue of purchases", "organic")]
    assert found.left_out == ("purchases are in other currencies than RUB: 2026-10-05",)


def test_a_goal_is_compared_on_the_days_whose_report_has_it(lake: Lake) -> None:
    """Deleted between two pulls: the report of the second day doesn't know it any more."""
    logs = [Visits("organic", 50, goals=[(1, 0, ""), (2, 0, "")])]
    lead, call = {"goal_name": "Lead", "reaches": 50}, {"goal_name": "Call", "reaches": 50}
    found = compared(lake, {MON: Day(logs, None, {1: lead, 2: call}), TUE: Day(logs, None, {1: lead})})
    assert found.agrees
    assert [line[:2] for line in lines(found, "goal reaches")] == [(MON, "1 Lead"), (MON, "2 Call"), (TUE, "1 Lead")]


def test_a_day_that_the_goal_report_lacks_as_a_whole_differs(lake: Lake) -> None:
    logs = [Visits("organic", 50, goals=[(1, 0, "")])]
    days = {MON: Day(logs, None, {1: {"goal_name": "Lead", "reaches": 50}}), TUE: Day(logs, None, {})}
    assert [(line.day, line.logs, line.reporting) for line in compared(lake, days).differing] == [(TUE, 50, 0)]


@pytest.mark.parametrize(("flag", "said"), [("sampled_days", "is sampled"), ("hidden_days", "hides rows of few users")])
def test_a_day_whose_rows_are_all_hidden_is_left_out_too(lake: Lake, flag: str, said: str) -> None:
    found = compared(lake, {MON: Day([Visits("ad", 9)], {}, None, report_details={flag: ["2026-10-05"]})})
    assert found.agrees
    assert found.left_out == (f"the traffic report {said}: 2026-10-05",)


@pytest.mark.parametrize(
    ("logs", "refused", "reported", "agrees"),
    [
        (995, 5, 1000, True),
        (985, 5, 1000, True),  # 5 may be of this source; the other 10 are one per cent
        (984, 5, 1000, False),
        (1016, 5, 1000, False),  # too many are not explained by rows that are missing
    ],
)
def test_rows_that_could_not_be_read_count_as_seen(
    lake: Lake, logs: int, refused: int, reported: int, agrees: bool
) -> None:
    day = Day([Visits("organic", logs)], {"organic": {"visits": reported, "revenue": 0}}, refused=refused)
    assert compared(lake, {MON: day}).agrees is agrees


def test_rows_that_could_not_be_read_may_be_of_any_day_of_their_export(lake: Lake) -> None:
    export = {"date_from": "2026-10-05", "pulled_at": "2026-10-07T06:00:00+00:00"}
    traffic = {"organic": {"visits": 2000, "revenue": 0}}
    days = {
        MON: Day([Visits("organic", 2000)], traffic, details=export, refused=25),
        TUE: Day([Visits("organic", 1975)], traffic, details=export),
    }
    assert compared(lake, days).agrees


def test_many_rows_that_could_not_be_read_are_said_themselves(lake: Lake) -> None:
    day = Day([Visits("organic", 900)], {"organic": {"visits": 1000, "revenue": 0}}, refused=100)
    found = compared(lake, {MON: day})
    assert found.differing == ()
    assert found.troubles == ("100 of 1 000 rows of the logs could not be read, on 2026-10-05.",)


MORNING, EVENING, WEEK_LATER = (
    datetime(2026, 10, 7, 3, tzinfo=UTC),
    datetime(2026, 10, 7, 14, tzinfo=UTC),
    datetime(2026, 10, 14, 3, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("visits", "report", "said"),
    [
        (MORNING, EVENING, False),
        (MORNING, WEEK_LATER, True),
        (WEEK_LATER, MORNING, True),
    ],
)
def test_a_difference_of_days_that_were_loaded_apart_says_so(
    lake: Lake, visits: datetime, report: datetime, said: bool
) -> None:
    traffic = {"organic": {"visits": 120, "revenue": 0}}
    day = Day([Visits("organic", 100)], traffic, loaded={"visits": visits, "traffic_report": report})
    found = compared(lake, {MON: day})
    assert not found.agrees
    hint = "Logs and report were not loaded together, and visits came in between: 2026-10-05; load them again."
    assert (hint in found.troubles) is said


def goal(reaches: int, revenue: int) -> dict[str, object]:
    return {"goal_name": "g", "reaches": reaches, "revenue": revenue}


@pytest.mark.parametrize(
    ("goals", "told", "why"),
    [
        ([(1, 1_000_000, "RUB"), (1, 11_000, "USD")], {1: goal(2, 1_000_000)}, "what a dollar is worth isn't known"),
        ([(1, 2_000_000, "RUB")], {1: goal(1, 2_000), 2: goal(0, 1_998_000)}, "the logs have nothing of goal 2"),
        ([(1, 2_000_000, "RUB"), (9, 5, "")], {1: goal(1, 2_000)}, "goal 9 was deleted"),
    ],
)
def test_the_scale_of_prices_is_told_by_goals_that_both_have(
    lake: Lake, goals: list[tuple[int, int, str]], told: dict[int, dict[str, object]], why: str
) -> None:
    day = Day([Visits("organic", 1, goals=goals)], {"organic": {"visits": 1, "revenue": 0}}, told)
    assert compared(lake, {MON: day}).troubles == (), why


def test_the_scale_of_purchases_is_told_by_sources_that_both_have(lake: Lake) -> None:
    logs = [Visits("ad", 1, purchases=[("5000000", "RUB")])]
    found = compared(lake, {MON: Day(logs, {"ad": {"visits": 1, "revenue": Decimal(5000)}})})
    assert found.troubles[-1].startswith("purchase_revenue of the logs divided by 1000 is what the report says")


def test_the_other_rule_for_robots_is_offered_only_where_the_report_tells_it(lake: Lake) -> None:
    traffic = {
        "ad": {"visits": 500, "visits_without_robots": None, "revenue": 0},
        "organic": {"visits": 1000, "visits_without_robots": 800, "revenue": 0},
    }
    found = compared(lake, {MON: Day([Visits("organic", 800), Visits("ad", 100)], traffic)})
    assert {line.member for line in found.differing} == {"organic", "ad"}
    assert len(found.troubles) == 1


def test_a_line_tells_its_difference_without_rows_that_may_be_missing() -> None:
    assert Line(MON, "visits", "ad", 90, 100, unread=5).difference == -10
