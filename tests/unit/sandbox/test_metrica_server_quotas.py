"""The quotas of the API, counted and refused as documented."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Literal

import pyarrow as pa
import pytest

from sandbox.company.visit_schema import VISITS
from sandbox.servers.yandex_metrica import Quotas
from sandbox.servers.yandex_metrica.quotas import Api
from sandbox.servers.yandex_metrica.refusals import Refusal

Serve = Callable[..., Any]
MIDNIGHT = 20_000 * 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = MIDNIGHT

    def __call__(self) -> float:
        return self.now


def refusal(act: Callable[[], object]) -> str | None:
    try:
        act()
    except Refusal as refused:
        return refused.error_type
    return None


def asks(quotas: Quotas, api: Api = "logs", user: str = "u", counter: int | None = 1) -> str | None:
    def ask() -> None:
        with quotas.turn(user, counter, api):
            pass

    return refusal(ask)


@pytest.mark.parametrize(("api", "limit"), [("logs", 10), ("management", 30), ("reporting", 30)])
def test_an_address_has_so_many_requests_a_second(api: Api, limit: int) -> None:
    clock = Clock()
    quotas = Quotas(clock=clock)
    answers = [refusal(lambda: quotas.arrive("1.2.3.4", api)) for _ in range(limit + 2)]
    assert answers == [None] * limit + ["quota_requests_by_ip"] * 2
    assert refusal(lambda: quotas.arrive("5.6.7.8", api)) is None
    clock.now += 1
    assert refusal(lambda: quotas.arrive("1.2.3.4", api)) is None
    assert quotas.refused == {"quota_requests_by_ip": 2}


def test_all_apis_share_the_second_of_an_address() -> None:
    quotas = Quotas(clock=Clock())
    for api in (["logs"] * 10, ["management"] * 10, ["reporting"] * 10):
        for one in api:
            quotas.arrive("1.2.3.4", one)  # type: ignore[arg-type]
    assert refusal(lambda: quotas.arrive("1.2.3.4", "management")) == "quota_requests_by_ip"


@pytest.mark.parametrize(
    ("user", "counter", "error_type"),
    [("u", 2, "quota_requests_by_uid"), ("v", 1, "quota_requests_by_counter_id"), ("v", 2, None), ("v", None, None)],
)
def test_a_day_of_a_user_and_of_a_counter_ends_at_midnight_of_greenwich(
    user: str, counter: int | None, error_type: str | None
) -> None:
    clock = Clock()
    quotas = Quotas(clock=clock, a_day=5)
    clock.now += 86_399
    assert [asks(quotas) for _ in range(5)] == [None] * 5
    assert asks(quotas, user=user, counter=counter) == error_type
    clock.now += 1
    assert asks(quotas, user=user, counter=counter) is None


def test_the_real_day_is_5000_requests() -> None:
    quotas = Quotas(clock=Clock())
    assert [asks(quotas) for _ in range(5001)] == [None] * 5000 + ["quota_requests_by_uid"]


@pytest.mark.parametrize("error_type", ["quota_requests_by_uid", "quota_requests_by_ip"])
def test_reports_have_200_in_the_last_five_minutes(error_type: str) -> None:
    clock = Clock()
    quotas = Quotas(clock=clock, reports_error_type=error_type)
    for _ in range(200):
        assert asks(quotas, "reporting") is None
        clock.now += 1
    assert asks(quotas, "reporting") == error_type
    assert asks(quotas, "logs") is None
    assert asks(quotas, "reporting", user="v") is None
    clock.now += 100
    assert [asks(quotas, "reporting") for _ in range(2)] == [None, error_type]


def test_three_requests_of_a_user_run_at_once() -> None:
    quotas = Quotas(clock=Clock())
    with quotas.turn("u", 1, "logs"), quotas.turn("u", 1, "logs"), quotas.turn("u", 1, "logs") as give_back:
        assert asks(quotas) == "quota_parallel_requests"
        assert asks(quotas, user="v") is None
        give_back()
        assert asks(quotas) is None
    assert asks(quotas) is None
    assert quotas.most_at_once == 3


@pytest.mark.parametrize("status", [420, 429])
def test_a_refusal_has_the_documented_form(serve: Serve, status: Literal[420, 429]) -> None:
    metrica = serve(quotas=Quotas(status=status, a_day=1))
    assert metrica.counter("GET", "/logrequests").status_code == 200
    answer = metrica.counter("GET", "/logrequests")
    message = "Quota exceeded: more than 1 requests a day"
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, None)
    assert answer.json() == {
        "errors": [{"error_type": "quota_requests_by_uid", "message": message, "location": ""}],
        "code": status,
        "message": message,
    }


def test_quotas_are_on_by_default(serve: Serve) -> None:
    metrica = serve(quotas=None)
    answers = [metrica.counter("GET", "/logrequests").status_code for _ in range(40)]
    assert 429 in answers
    assert metrica.server.quotas.refused["quota_requests_by_ip"] == answers.count(429)


def test_an_unfinished_answer_holds_a_place_and_a_finished_one_gives_it_back(serve: Serve) -> None:
    gate = threading.Event()

    class Gated:
        def visits(self, day: date) -> pa.Table:
            gate.wait(20)
            return VISITS.empty_table()

    metrica = serve(source=Gated(), quotas=Quotas(logs_a_second=1000, a_second=1000))
    with ThreadPoolExecutor(3) as three:
        waiting = [three.submit(metrica.data) for _ in range(3)]
        while metrica.server.quotas.most_at_once < 3:
            time.sleep(0.01)
        refused = metrica.data()
        gate.set()
        assert [one.result().status_code for one in waiting] == [200] * 3
        assert refused.json()["errors"][0]["error_type"] == "quota_parallel_requests"
        assert set(three.map(lambda _: metrica.counter("GET", "").status_code, range(60))) == {200}


def test_a_refused_token_costs_no_day_of_anybody(serve: Serve) -> None:
    metrica = serve(quotas=Quotas(a_day=1))
    assert metrica.ask("GET", "/management/v1/counters", token="another").status_code == 401
    assert metrica.ask("GET", "/management/v1/counters").status_code == 200
