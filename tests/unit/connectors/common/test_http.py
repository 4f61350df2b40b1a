from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPBasicAuth
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from connectors.common.errors import BadInput, Problem, SourceDown
from connectors.common.http import Http, Retry, Transient, as_problem, is_loopback
from sandbox.servers.serving import bound, in_thread

QUICK = Retry(attempts=3, first_pause=0.001, longest_pause=0.002, slow_attempts=5)


class Unlimited:
    """Any request may leave."""

    def request(self) -> AbstractContextManager[None]:
        return nullcontext()

    def spent(self, quota: str | None = None) -> None:
        return None


def accept(response: requests.Response) -> None:
    if response.status_code in (429, 503):
        raise Transient(SourceDown("busy."), slow=response.status_code == 429)


def session(url: str, retry: Retry = QUICK) -> Http:
    return Http(url, name="vendor", auth=HTTPBasicAuth("u", "p"), limits=Unlimited(), judge=accept, retry=retry)


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[str, list[int]]]:
    """Answers with the statuses given, then with 200."""
    statuses: list[int] = []

    def answer(request: Request) -> Response:
        status = statuses.pop(0) if statuses else 200
        headers = {"Location": "/", "Retry-After": request.query_params.get("wait", "")}
        return PlainTextResponse(request.headers["authorization"], status, headers)

    with in_thread(Starlette(routes=[Route("/", answer)])) as url:
        yield url, statuses


@pytest.fixture(autouse=True)
def _no_statuses_left(busy: tuple[str, list[int]]) -> None:
    busy[1].clear()


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_what_may_pass_is_tried_again(busy: tuple[str, list[int]], failures: int) -> None:
    url, statuses = busy
    statuses.extend([503] * failures)
    with session(url) as http:
        assert http.fetch("GET", "/", lambda response: response.status_code) == 200


def test_patience_ends_with_the_problem_itself(busy: tuple[str, list[int]]) -> None:
    url, statuses = busy
    statuses.extend([503] * 9)
    with session(url) as http, pytest.raises(SourceDown, match=r"^busy\.$"):
        http.fetch("GET", "/", lambda response: response.text)
    assert len(statuses) == 6


@pytest.mark.parametrize(("attempts", "asked"), [(None, 5), (2, 2)])
def test_a_quota_of_some_minutes_has_a_patience_of_its_own(
    busy: tuple[str, list[int]], attempts: int | None, asked: int
) -> None:
    url, statuses = busy
    statuses.extend([429] * 9)
    with session(url) as http, pytest.raises(SourceDown):
        http.fetch("GET", "/", lambda response: response.text, attempts=attempts)
    assert len(statuses) == 9 - asked


@pytest.mark.parametrize(
    ("status", "says", "pauses"),
    [
        (503, "", [1, 2]),
        (503, "7", [7, 7]),
        (503, "3600", [30, 30]),
        (503, "1", [1, 2]),
        (503, "Wed, 21 Oct 2026 07:28:00 GMT", [1, 2]),
        (503, "-5", [1, 2]),
        (503, "²", [1, 2]),
        (429, "", [30, 30]),
        (429, "7", [30, 30]),
    ],
)
def test_a_vendor_that_asks_to_wait_is_waited_for(
    busy: tuple[str, list[int]], status: int, says: str, pauses: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, statuses = busy
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    monkeypatch.setattr("connectors.common.retry.random.uniform", lambda least, most: least)
    statuses.extend([status] * 2)
    with session(url, Retry(attempts=3)) as http:
        http.fetch("GET", "/", lambda response: response.text, params={"wait": says})
    assert slept == pauses


def test_patience_outlasts_a_quota_of_five_minutes(
    busy: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, statuses = busy
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    statuses.extend([429] * 20)
    with session(url, Retry()) as http, pytest.raises(SourceDown):
        http.fetch("GET", "/", lambda response: response.text)
    assert sum(slept) >= 300


def test_nobody_is_followed_elsewhere(busy: tuple[str, list[int]]) -> None:
    url, statuses = busy
    statuses.append(302)
    with session(url) as http:
        assert http.fetch("GET", "/", lambda response: response.status_code) == 302


def test_fewer_tries_can_be_asked_for(busy: tuple[str, list[int]]) -> None:
    url, statuses = busy
    statuses.extend([503] * 9)
    with session(url) as http, pytest.raises(SourceDown):
        http.fetch("GET", "/", lambda response: response.text, attempts=1)
    assert len(statuses) == 8


def test_a_proxy_and_a_netrc_do_not_come_between_us_and_our_own_machine(
    busy: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with session(busy[0]) as http:
        assert http.fetch("GET", "/", lambda response: response.text) == "Basic dTpw"


def test_a_source_that_is_not_there_is_down() -> None:
    listener = bound(0)
    port = listener.getsockname()[1]
    listener.close()
    with session(f"http://127.0.0.1:{port}") as http, pytest.raises(SourceDown) as down:
        http.fetch("GET", "/?token=secret", lambda response: response.text)
    assert str(down.value) == "vendor: it can't be reached. What was loaded stays; a later run asks again."


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (requests.exceptions.SSLError("x"), SourceDown, "certificate can't be verified"),
        (requests.exceptions.JSONDecodeError("x", "", 0), Transient, "is not JSON"),
        (requests.exceptions.InvalidURL("x"), BadInput, "not an address"),
        (requests.exceptions.MissingSchema("x"), BadInput, "not an address"),
        (requests.exceptions.ReadTimeout("x"), Transient, "no answer in time"),
        (requests.exceptions.ConnectTimeout("x"), Transient, "no answer in time"),
        (requests.exceptions.ConnectionError("x"), Transient, "can't be reached"),
        (requests.exceptions.ProxyError("x"), Transient, "can't be reached"),
        (requests.exceptions.ChunkedEncodingError("x"), Transient, "the answer broke off"),
        (requests.exceptions.ContentDecodingError("x"), Transient, "the answer broke off"),
    ],
)
def test_a_network_failure_is_a_sentence(error: requests.RequestException, kind: type[Exception], says: str) -> None:
    made = as_problem(error, "vendor")
    assert type(made) is kind
    problem = made.problem if isinstance(made, Transient) else made
    assert isinstance(problem, Problem)
    assert says in str(problem)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:80/a", True),
        ("http://[::1]/", True),
        ("http://localhost", True),
        ("https://a.example", False),
    ],
)
def test_loopback_is_known(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
