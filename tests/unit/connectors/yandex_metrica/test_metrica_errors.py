from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.common.errors import AccessRefused, BadInput, Problem, QuotaSpent, SourceDown
from connectors.common.http import Retry
from connectors.yandex_metrica.api import logs as api
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.settings import MetricaSettings
from sandbox.servers.serving import in_thread

TOKEN = "y0_secret"


class Server:
    """Answers everything with `response`, and counts."""

    url = ""
    response = Response()
    asked = 0

    def answer(self, request: Request) -> Response:
        self.asked += 1
        return self.response


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    made = Server()
    with in_thread(Starlette(routes=[Route("/{path:path}", made.answer)])) as made.url:
        yield made


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("TABLO_YANDEX_METRICA_URL", running.url)
    monkeypatch.setenv("YANDEX_METRICA_TOKEN", TOKEN)
    monkeypatch.setattr(api, "LOGS_REQUESTS_PER_SECOND", 1000)
    running.asked = 0
    return running


def refusal(status: int, error_type: str) -> Response:
    error = {"error_type": error_type, "message": "Something\n  is wrong", "location": "x"}
    return JSONResponse({"errors": [error], "code": status, "message": "Something is wrong"}, status)


@pytest.mark.parametrize(
    ("response", "kind", "says", "tries"),
    [
        (refusal(400, "invalid_parameter"), BadInput, "(400, invalid_parameter): Something is wrong Check", 1),
        (refusal(401, "unauthorized"), AccessRefused, "not accepted (401, unauthorized). Put a valid OAuth token", 1),
        (refusal(403, "access_denied"), AccessRefused, "no right to this counter (403, access_denied). Grant", 1),
        (refusal(403, "invalid_token"), AccessRefused, "no right to this counter (403, invalid_token)", 1),
        (refusal(404, "not_found"), BadInput, "(404, not_found)", 1),
        (refusal(406, "not_acceptable"), BadInput, "(406, not_acceptable)", 1),
        (refusal(409, "conflict"), BadInput, "(409, conflict)", 1),
        (refusal(420, "quota_requests_by_uid"), QuotaSpent, "the daily quota of this user is used up", 1),
        (refusal(429, "quota_requests_by_uid"), QuotaSpent, "the daily quota of this user is used up", 1),
        (refusal(429, "quota_requests_by_counter_id"), QuotaSpent, "the daily quota of this counter is used up", 1),
        (refusal(429, "quota_requests_by_ip"), QuotaSpent, "too many requests (quota_requests_by_ip)", 3),
        (refusal(420, "quota_parallel_requests"), QuotaSpent, "too many requests (quota_parallel_requests)", 3),
        (HTMLResponse("<html>", 429), QuotaSpent, "too many requests (no error_type)", 3),
        (refusal(503, "backend_error"), SourceDown, "it failed by itself (503, backend_error)", 3),
        (refusal(504, "timeout"), SourceDown, "it failed by itself (504, timeout)", 3),
        (HTMLResponse("<html>Bad gateway</html>", 502), SourceDown, "it failed by itself (502, no error_type)", 3),
        (HTMLResponse("<html>Sign in to the hotel</html>"), SourceDown, "something that is not the API's answer", 3),
        (JSONResponse({"log_request": {}}), SourceDown, "something that is not the API's answer", 3),
        (JSONResponse([1], 400), BadInput, "(400, no error_type)", 1),
        (JSONResponse({"errors": [], "message": "No"}, 400), BadInput, "(400, no error_type): No", 1),
        (RedirectResponse("https://elsewhere.example/", 302), BadInput, "it refused the request (302", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_becomes_a_sentence_and_only_what_may_pass_is_tried_again(
    server: Server, response: Response, kind: type[Problem], says: str, tries: int
) -> None:
    server.response = response
    logs = LogsApi(MetricaSettings(counter_id=5), Retry(attempts=3, first_pause=0.001, longest_pause=0.002))
    with pytest.raises(kind) as refused:
        logs.status(1)
    assert type(refused.value) is kind
    assert says in str(refused.value)
    assert str(refused.value).startswith("Yandex.Metrica, counter 5: ")
    assert TOKEN not in str(refused.value) + repr(refused.value)
    assert server.asked == tries
