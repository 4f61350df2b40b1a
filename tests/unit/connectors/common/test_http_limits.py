"""A request keeps its place within the limits for as long as it lasts, and not a moment longer."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests
from filelock import FileLock, Timeout
from requests.auth import HTTPBasicAuth
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from connectors.common.errors import BadInput, Problem, QuotaSpent, SourceDown
from connectors.common.http import Http, Retry, Transient
from connectors.common.limits import DayIsSpent, Slots
from sandbox.servers.serving import in_thread

CHUNK = b"x" * 65536
QUICK = Retry(attempts=3, first_pause=0.001, longest_pause=0.002)


class OneAtATime:
    """One real slot."""

    def __init__(self, folder: Path) -> None:
        self._slots = Slots(folder, 1)
        self._folder = folder
        self.spent_quotas: list[str | None] = []

    def request(self) -> AbstractContextManager[None]:
        return self._slots.held()

    def spent(self, quota: str | None = None) -> None:
        self.spent_quotas.append(quota)

    @property
    def is_free(self) -> bool:
        try:
            FileLock(self._folder / "slot-1.lock", blocking=False).acquire().lock.release()
        except Timeout:
            return False
        return True


def judge(response: requests.Response) -> None:
    refusals: dict[int, Exception] = {
        400: BadInput("no."),
        420: DayIsSpent("the day is spent.", quota="user", where="vendor"),
        429: QuotaSpent("no room."),
        503: Transient(SourceDown("busy.")),
    }
    if response.status_code in refusals:
        raise refusals[response.status_code]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """`/` answers with the status in its path, `/stream` with many chunks, `/broken` with fewer than it announced."""

    async def status(request: Request) -> Response:
        return PlainTextResponse("text " * 1000, request.path_params["status"])

    async def stream(request: Request) -> Response:
        announced = {"Content-Length": str(len(CHUNK) * 50)} if "broken" in request.url.path else {}
        return StreamingResponse(iter([CHUNK] * 20), headers=announced)

    routes = [Route("/stream", stream), Route("/broken", stream), Route("/{status:int}", status)]
    with in_thread(Starlette(routes=routes)) as address:
        yield address


@pytest.fixture
def limits(tmp_path: Path) -> OneAtATime:
    return OneAtATime(tmp_path)


@pytest.fixture
def http(url: str, limits: OneAtATime) -> Iterator[Http]:
    auth = HTTPBasicAuth("u", "p")
    with Http(url, name="vendor", auth=auth, limits=limits, judge=judge, retry=QUICK) as made:
        yield made


def opened(http: Http, path: str = "/stream") -> requests.Response:
    return http.fetch("GET", path, lambda response: response, stream=True)


def test_an_answer_that_is_read_at_once_gives_its_place_back(http: Http, limits: OneAtATime) -> None:
    held_while_read = http.fetch("GET", "/200", lambda response: not limits.is_free)
    assert held_while_read
    assert limits.is_free


def closes(response: requests.Response) -> None:
    response.close()


def closes_twice(response: requests.Response) -> None:
    response.close()
    response.close()


def reads_all(response: requests.Response) -> None:
    with response:
        assert sum(map(len, response.iter_content(65536))) == 20 * len(CHUNK)


def breaks_off(response: requests.Response) -> None:
    with response:
        for _ in response.iter_content(65536):
            break


def fails_while_reading(response: requests.Response) -> None:
    def stumble() -> None:
        with response:
            for _ in response.iter_content(65536):
                raise KeyError

    with pytest.raises(KeyError):
        stumble()


@pytest.mark.parametrize(
    "end", [closes, closes_twice, reads_all, breaks_off, fails_while_reading], ids=lambda end: end.__name__
)
def test_a_streamed_answer_keeps_its_place_until_it_is_closed(
    end: Callable[[requests.Response], None], http: Http, limits: OneAtATime
) -> None:
    for _ in range(2):  # with one slot, a leak would never let the second in
        response = opened(http)
        assert not limits.is_free
        end(response)
        assert limits.is_free


def test_a_streamed_answer_that_breaks_off_gives_its_place_back(http: Http, limits: OneAtATime) -> None:
    with pytest.raises(requests.RequestException), opened(http, "/broken") as response:
        list(response.iter_content(65536))
    assert limits.is_free


def test_a_streamed_answer_that_nobody_has_any_more_gives_its_place_back(http: Http, limits: OneAtATime) -> None:
    response = opened(http)
    assert not limits.is_free
    del response
    gc.collect()
    assert limits.is_free


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("status", "kind", "quotas"),
    [(400, BadInput, []), (420, DayIsSpent, ["user"]), (429, QuotaSpent, []), (503, SourceDown, [])],
)
def test_a_refusal_gives_the_place_back_and_a_spent_day_is_remembered(
    status: int, kind: type[Problem], quotas: list[str], stream: bool, http: Http, limits: OneAtATime
) -> None:
    with pytest.raises(kind):
        http.fetch("GET", f"/{status}", lambda response: response, stream=stream)
    assert limits.is_free
    assert limits.spent_quotas == quotas


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("failure", [KeyError(), requests.ConnectionError(), Transient(SourceDown("half a page."))])
def test_a_failure_while_an_answer_is_read_gives_the_place_back(
    failure: Exception, stream: bool, http: Http, limits: OneAtATime
) -> None:
    def read(response: requests.Response) -> None:
        assert not limits.is_free
        raise failure

    with pytest.raises((KeyError, SourceDown)):
        http.fetch("GET", "/200", read, stream=stream)
    assert limits.is_free


def test_nobody_keeps_a_place_between_two_tries(
    http: Http, limits: OneAtATime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: seen.append(limits.is_free))
    with pytest.raises(SourceDown):
        http.fetch("GET", "/503", lambda response: response)
    assert seen == [True, True]


def test_an_address_where_nobody_listens_gives_the_place_back(limits: OneAtATime) -> None:
    auth = HTTPBasicAuth("u", "p")
    with (
        Http("http://127.0.0.1:9", name="vendor", auth=auth, limits=limits, judge=judge, retry=QUICK) as http,
        pytest.raises(SourceDown),
    ):
        opened(http)
    assert limits.is_free
