"""The Management API: counters and their goals."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.servers.yandex_metrica import Counter

Serve = Callable[..., Any]
COUNTER = 90601234
OTHERS = (Counter(7, name="Блог", site="blog.samovar.example", permission="view", filter_robots=2, goals=()),
          Counter(8, name="Старый", permission="edit", status="Deleted"))  # fmt: skip


def test_a_counter_says_how_it_is_set_up(serve: Serve) -> None:
    answer = serve().counter("GET", "").json()
    assert list(answer) == ["counter"]
    expected = {
        "id": COUNTER,
        "name": "Самовар и Ко",
        "site2": {"site": "samovar.example"},
        "permission": "own",
        "create_time": "2019-01-14T11:20:05+03:00",
        "time_zone_name": "Europe/Moscow",
        "time_zone_offset": 180,
        "visit_threshold": 1800,
        "filter_robots": 1,
        "autogoals_enabled": True,
        "status": "Active",
    }
    assert {name: answer["counter"][name] for name in expected} == expected


def test_the_goals_are_those_that_visits_reach_and_that_the_demo_is_configured_for(serve: Serve) -> None:
    metrica = serve(size=600)
    goals = metrica.counter("GET", "/goals").json()["goals"]
    fields = {"id", "name", "type", "default_price", "is_favorite", "goal_source", "status", "conditions"}
    assert all(set(goal) == fields for goal in goals)
    reached = {goal for row in metrica.rows(["ym:s:goalsID"]) for goal in row["ym:s:goalsID"].strip("[]").split(",")}
    listed = {str(goal["id"]) for goal in goals}
    assert reached - {""} <= listed
    config = Path(__file__).parents[3] / "config" / "goals.yaml"
    configured = yaml.safe_load(config.read_text(encoding="utf-8"))["goals"]
    assert {goal for entry in configured for goal in entry["source_goals"]} == listed


@pytest.mark.parametrize(
    ("params", "rows", "ids"),
    [
        ({}, 3, [COUNTER, 7, 8]),
        ({"per_page": "2"}, 3, [COUNTER, 7]),
        ({"per_page": "2", "offset": "3"}, 3, [8]),
        ({"permission": "view,edit"}, 2, [7, 8]),
        ({"status": "Active"}, 2, [COUNTER, 7]),
    ],
    ids=str,
)
def test_counters_come_in_pages(serve: Serve, params: dict[str, str], rows: int, ids: list[int]) -> None:
    answer = serve(other_counters=OTHERS).ask("GET", "/management/v1/counters", **params).json()
    assert (answer["rows"], [counter["id"] for counter in answer["counters"]]) == (rows, ids)
    assert all("goals" not in counter for counter in answer["counters"])


def test_goals_come_with_counters_when_asked_for(serve: Serve) -> None:
    answer = serve(other_counters=OTHERS).ask("GET", "/management/v1/counters", field="goals").json()
    assert [len(counter["goals"]) for counter in answer["counters"]] == [4, 0, 4]


def test_another_counter_has_no_logs_of_the_first(serve: Serve) -> None:
    metrica = serve(other_counters=OTHERS)
    log = metrica.prepared()
    assert metrica.ask("GET", "/management/v1/counter/7/logrequests").json() == {"requests": []}
    assert metrica.ask("GET", f"/management/v1/counter/7/logrequest/{log['request_id']}").status_code == 404


@pytest.mark.parametrize("path", ["", "/goals", "/logrequests"])
def test_a_counter_that_the_token_does_not_see_is_403(serve: Serve, path: str) -> None:
    answer = serve().ask("GET", f"/management/v1/counter/1{path}")
    assert (answer.status_code, answer.json()["errors"][0]["error_type"]) == (403, "access_denied")


@pytest.mark.parametrize("per_page", ["0", "-1", "many", "10001"])
def test_a_page_of_no_size_is_400(serve: Serve, per_page: str) -> None:
    assert serve().ask("GET", "/management/v1/counters", per_page=per_page).status_code == 400
