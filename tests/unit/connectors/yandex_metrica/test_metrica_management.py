"""Counters, one counter and its goals, as the Management API tells of them."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from metrica_reports import COUNTER, TOKEN, Metrica, serving

from connectors.common.errors import AccessRefused
from connectors.common.http import Retry
from connectors.yandex_metrica import MetricaSettings
from connectors.yandex_metrica.api.management import Counter, ManagementApi
from connectors.yandex_metrica.api.session import metrica_http

Told = TypeVar("Told")
Tell = Callable[[Metrica, Callable[[ManagementApi], Told]], Told]


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell[object]:
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)

    def told(metrica: Metrica, question: Callable[[ManagementApi], object]) -> object:
        with serving(metrica) as url:
            monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", url)
            settings = MetricaSettings(counter_id=COUNTER)
            with metrica_http(settings, tmp_path / "state" / "m", Retry(2, 0.001, 0.001), "management") as http:
                return question(ManagementApi(settings, http))

    return told


def test_a_counter_tells_its_zone_site_and_rules(tell: Tell[Counter]) -> None:
    counter = tell(Metrica(filter_robots=2), ManagementApi.counter)
    assert (counter.name, counter.address, counter.permission) == ("Samovar & Co", "samovar.example", "view")
    assert (counter.time_zone_name, counter.visit_threshold, counter.filter_robots) == ("Europe/Moscow", 1800, 2)
    assert counter.create_time is not None
    assert counter.create_time.year == 2019


@pytest.mark.parametrize(
    ("filter_robots", "words"),
    [
        (1, "robots are told by strict rules only"),
        (2, "robots are told by strict rules and by behaviour"),
        (7, "filter_robots is 7, which no documentation names"),
        (None, "how robots are told is not said"),
    ],
)
def test_filter_robots_is_said_in_words(filter_robots: int | None, words: str) -> None:
    assert Counter(id=1, filter_robots=filter_robots).robots == words


@pytest.mark.parametrize(("page", "requests"), [(100_000, 1), (3, 3), (7, 1)])
def test_counters_are_asked_for_page_by_page(tell: Tell[list[Counter]], page: int, requests: int) -> None:
    metrica = Metrica(counters=[{"id": number, "name": f"Shop {number}"} for number in range(1, 8)], largest_page=page)
    assert [counter.id for counter in tell(metrica, ManagementApi.counters)] == list(range(1, 8))
    assert len(metrica.asked) == requests
    assert [asked["offset"] for asked in metrica.asked] == [str(1 + page * at) for at in range(requests)]
    assert metrica.asked[0]["per_page"] == "1000"


def test_a_token_that_sees_no_counter_is_an_empty_list(tell: Tell[list[Counter]]) -> None:
    assert len(tell(Metrica(counters=[]), ManagementApi.counters)) == 1  # the app's own counter
    metrica = Metrica(counters=[{"id": 1}], largest_page=0)
    assert tell(metrica, ManagementApi.counters) == []


def test_goals_come_by_id_without_deleted_ones_and_new_types_are_taken(tell: Tell[object]) -> None:
    goals = [
        {"id": 30, "name": "Paid", "type": "a_type_of_tomorrow", "default_price": 10.5, "status": "Active"},
        {"id": 20, "name": "Old", "type": "url", "status": "Deleted"},
        {"id": 10, "name": "Lead", "type": "action", "is_favorite": 1, "conditions": [{"type": "exact", "url": "x"}]},
    ]
    found = tell(Metrica(goals=goals), lambda api: api.goals())
    assert [(goal.id, goal.name, goal.type, goal.default_price) for goal in found] == [  # type: ignore[attr-defined]
        (10, "Lead", "action", None),
        (30, "Paid", "a_type_of_tomorrow", Decimal("10.5")),
    ]


def test_a_counter_of_somebody_else_is_refused_in_a_sentence(
    tell: Tell[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("metrica_reports.COUNTER", 5)
    with pytest.raises(AccessRefused, match=r"the token gives no right to this counter \(403, access_denied\)"):
        tell(Metrica(), ManagementApi.counter)
