"""The vendor's limits, as all sources and processes of one home share them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.common.errors import QuotaSpent
from connectors.common.http import Retry
from connectors.yandex_metrica.api import session
from connectors.yandex_metrica.api.errors import Api
from connectors.yandex_metrica.api.session import metrica_http
from connectors.yandex_metrica.settings import MetricaSettings
from sandbox.servers.serving import in_thread

TOKEN = "y0_secret"
QUICK = Retry(attempts=3, first_pause=0.001, longest_pause=0.002)


class Server:
    """Counts those who are being answered; the first of them wait until they are as many as `meet`."""

    url = ""

    def __init__(self) -> None:
        self.lock, self.now, self.most, self.asked = threading.Lock(), 0, 0, 0
        self.meet = threading.Barrier(1)

    def answer(self, request: Request) -> Response:
        with self.lock:
            self.now, self.asked = self.now + 1, self.asked + 1
            self.most, is_early = max(self.most, self.now), self.asked <= self.meet.parties
        if is_early:
            self.meet.wait(20)
        with self.lock:
            self.now -= 1
        return JSONResponse({})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    with in_thread(Starlette(routes=[Route("/{path:path}", made.answer)])) as made.url:
        monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", made.url)
        monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
        yield made


def ask(state: Path, api: Api = "logs", counter_id: int = 5) -> None:
    with metrica_http(MetricaSettings(counter_id=counter_id), state, QUICK, api) as http:
        http.fetch("GET", "/", lambda response: response.json())


def test_sources_of_a_home_ask_three_at_a_time(server: Server, tmp_path: Path) -> None:
    apis: list[Api] = ["logs", "reporting", "management"]
    server.meet = threading.Barrier(3)
    threads = [
        threading.Thread(target=ask, args=(tmp_path / f"source {number}", apis[number % 3], number + 1))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.asked == 8
    assert server.most == 3


@pytest.mark.parametrize("second_counter", [5, 6])
def test_a_user_has_one_day_for_all_apis_and_counters(
    second_counter: int, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "REQUESTS_PER_DAY", 2)
    ask(tmp_path / "a", "logs", 5)
    ask(tmp_path / "b", "reporting", second_counter)
    for counter in (5, 6, 7):
        with pytest.raises(QuotaSpent, match=r"^Yandex.Metrica, counter \d: the 2 requests a day of this user are"):
            ask(tmp_path / "a", "management", counter)
    assert server.asked == 2


def test_a_counter_has_a_day_of_its_own_for_all_its_users(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "REQUESTS_PER_DAY", 2)
    for user in ("y0_first", "y0_second"):
        monkeypatch.setenv("YANDEX_METRICA_TOKEN", user)
        ask(tmp_path / "a")
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", "y0_third")
    with pytest.raises(QuotaSpent, match="of this counter are used up"):
        ask(tmp_path / "a")
    ask(tmp_path / "a", counter_id=6)


@pytest.mark.parametrize(
    ("limit", "paced", "free"),
    [
        ("LOGS_REQUESTS_PER_SECOND", "logs", ["reporting", "management"]),
        ("REPORTS_PER_5_MINUTES", "reporting", ["logs", "management"]),
        ("REQUESTS_PER_SECOND", "management", []),
    ],
)
def test_each_api_has_its_pace(
    limit: str, paced: Api, free: list[Api], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Waits(Exception):
        pass

    def sleep(seconds: float) -> None:
        raise Waits

    monkeypatch.setattr(session, limit, 1)
    monkeypatch.setattr("connectors.common.limits.waiting.time.sleep", sleep)
    monkeypatch.setattr("connectors.common.limits.pace.time.time", lambda: 1_791_200_000.0)
    ask(tmp_path / "a", paced)
    for api in free:
        ask(tmp_path / "a", api)
    with pytest.raises(Waits):
        ask(tmp_path / "b", paced)


def test_nothing_of_a_token_is_written(server: Server, tmp_path: Path) -> None:
    ask(tmp_path / "state" / "metrica", "reporting")
    folder = tmp_path / "state" / "limits"
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 5
    for path in written:
        assert TOKEN not in str(path)
        assert TOKEN.encode() not in path.read_bytes()
    assert not (tmp_path / "state" / "metrica").exists()
