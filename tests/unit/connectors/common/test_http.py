from collections.abc import Iterator
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
from connectors.common.limiter import per_second
from sandbox.servers.serving import bound, in_thread

QUICK = Retry(attempts=3, first_pause=0.001, longest_pause=0.002)


def accept(response: requests.Response) -> None:
    if response.status_code == 503:
        raise Transient(SourceDown("busy."))


def session(url: str, retry: Retry = QUICK) -> Http:
    limiter = per_second("test", 1000)
    return Http(url, name="vendor", auth=HTTPBasicAuth("u", "p"), limiter=limiter, judge=accept, retry=retry)


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[str, list[int]]]:
    """Answers with the statuses given, then with 200."""
    statuses: list[int] = []

    def answer(request: Request) -> Response:
        return PlainTextResponse(request.headers["authorization"], statuses.pop(0) if statuses else 200)

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


def test_all_callers_of_a_vendor_share_one_pace() -> None:
    limiter = per_second("one vendor", 3)
    assert per_second("one vendor", 3) is limiter
    assert [limiter.try_acquire("one vendor", blocking=False) for _ in range(4)] == [True, True, True, False]
