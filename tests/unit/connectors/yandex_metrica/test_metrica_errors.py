from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.common.errors import AccessRefused, BadInput, Problem, QuotaSpent, SourceDown
from connectors.common.http import Retry
from connectors.common.limits import DayIsSpent
from connectors.yandex_metrica.api.errors import Api, Conflict, NotFound, UnknownField
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.api.session import metrica_http
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
    running.asked = 0
    return running


QUICK = Retry(attempts=3, first_pause=0.001, longest_pause=0.002, slow_attempts=5)


def refusal(status: int, error_type: str, message: str = "Something\n  is wrong") -> Response:
    error = {"error_type": error_type, "message": message, "location": "x"}
    return JSONResponse({"errors": [error], "code": status, "message": message}, status)


def unknown(field: str) -> Response:
    return refusal(400, "invalid_parameter", f"Unknown field in the request: {field} for the source visits")


def ask(state: Path, api: Api = "logs") -> None:
    """One request of one of the APIs."""
    settings = MetricaSettings(counter_id=5)
    with metrica_http(settings, state, QUICK, api) as http:
        if api == "logs":
            LogsApi(settings, http).status(1)
        else:
            http.fetch("GET", "/", lambda response: response.json())


@pytest.mark.parametrize(
    ("response", "kind", "says", "tries"),
    [
        (refusal(400, "invalid_parameter"), BadInput, "(400, invalid_parameter): Something is wrong. Check", 1),
        (refusal(400, "missing_parameter"), BadInput, "(400, missing_parameter): Something is wrong. Check the", 1),
        (refusal(400, "filter_limits"), BadInput, "(400, filter_limits): Something is wrong. Shorten the filter.", 1),
        (refusal(400, "query_error"), BadInput, "(400, query_error): Something is wrong. Ask for fewer days or", 1),
        (refusal(400, "too_much_rows"), BadInput, "(400, too_much_rows): Something is wrong. Ask for fewer days", 1),
        (refusal(400, "invalid_uploading"), BadInput, "(400, invalid_uploading): Something is wrong. Check the", 1),
        (refusal(400, "never heard of"), BadInput, "(400, never heard of): Something is wrong. Check counter_id", 1),
        (refusal(400, "limit_exceeded"), QuotaSpent, "leave no room for this one (400, limit_exceeded)", 1),
        (unknown("ym:s:isRobotPro"), UnknownField, "in the request: ym:s:isRobotPro for the source visits.", 1),
        (refusal(401, "unauthorized"), AccessRefused, "not accepted (401, unauthorized). Put a valid OAuth token", 1),
        (refusal(403, "access_denied"), AccessRefused, "no right to this counter (403, access_denied). Grant", 1),
        (refusal(403, "invalid_token"), AccessRefused, "not valid any more (403, invalid_token). Put a new OAuth", 1),
        (HTMLResponse("<html>", 403), AccessRefused, "no right to this counter (403, no error_type)", 1),
        (refusal(404, "not_found"), NotFound, "(404, not_found)", 1),
        (refusal(406, "not_acceptable"), BadInput, "(406, not_acceptable)", 1),
        (refusal(408, "timeout"), SourceDown, "it failed by itself (408, timeout)", 3),
        (refusal(409, "conflict"), Conflict, "(409, conflict)", 1),
        (refusal(420, "quota_requests_by_uid"), DayIsSpent, "the daily quota of this user is used up", 1),
        (refusal(429, "quota_requests_by_uid"), DayIsSpent, "the daily quota of this user is used up", 1),
        (refusal(420, "quota_requests_by_counter_id"), DayIsSpent, "the daily quota of this counter is used up", 1),
        (refusal(429, "quota_requests_by_counter_id"), DayIsSpent, "the daily quota of this counter is used up", 1),
        (refusal(420, "quota_requests_by_ip"), QuotaSpent, "too many requests (quota_requests_by_ip)", 3),
        (refusal(429, "quota_requests_by_ip"), QuotaSpent, "too many requests (quota_requests_by_ip)", 3),
        (refusal(420, "quota_parallel_requests"), QuotaSpent, "too many requests (quota_parallel_requests)", 3),
        (refusal(429, "quota_parallel_requests"), QuotaSpent, "too many requests (quota_parallel_requests)", 3),
        (refusal(429, "quota_of_tomorrow"), QuotaSpent, "too many requests (quota_of_tomorrow)", 3),
        (HTMLResponse("<html>", 429), QuotaSpent, "too many requests (no error_type)", 3),
        (Response(status_code=420), QuotaSpent, "too many requests (no error_type)", 3),
        (refusal(500, "internal_error"), SourceDown, "it failed by itself (500, internal_error)", 3),
        (refusal(503, "backend_error"), SourceDown, "it failed by itself (503, backend_error)", 3),
        (refusal(504, "timeout"), SourceDown, "it failed by itself (504, timeout)", 3),
        (HTMLResponse("<html>Bad gateway</html>", 502), SourceDown, "it failed by itself (502, no error_type)", 3),
        (Response(status_code=503), SourceDown, "it failed by itself (503, no error_type)", 3),
        (HTMLResponse("<html>Sign in to the hotel</html>"), SourceDown, "something that is not the API's answer", 3),
        (JSONResponse({"log_request": {}}), SourceDown, "something that is not the API's answer", 3),
        (JSONResponse([1], 400), BadInput, "(400, no error_type)", 1),
        (JSONResponse({"errors": {"a": 1}}, 400), BadInput, "(400, no error_type)", 1),
        (JSONResponse({"errors": ["a"]}, 400), BadInput, "(400, no error_type)", 1),
        (JSONResponse({"errors": [], "message": "No"}, 400), BadInput, "(400, no error_type): No. Check", 1),
        (JSONResponse({"errors": None, "message": None}, 400), BadInput, "(400, no error_type): no message.", 1),
        (Response(b"[" * 100_000, 400), BadInput, "(400, no error_type)", 1),
        (Response(b"\xff\xfe\x00", 400), BadInput, "(400, no error_type)", 1),
        (RedirectResponse("https://elsewhere.example/", 302), BadInput, "it sends requests elsewhere (302)", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_becomes_a_sentence_and_only_what_may_pass_is_tried_again(
    server: Server, response: Response, kind: type[Problem], says: str, tries: int, tmp_path: Path
) -> None:
    server.response = response
    with pytest.raises(kind) as refused:
        ask(tmp_path / "metrica")
    assert type(refused.value) is kind
    assert says in str(refused.value)
    assert str(refused.value).startswith("Yandex.Metrica, counter 5: ")
    assert TOKEN not in str(refused.value) + repr(refused.value)
    assert server.asked == tries


@pytest.mark.parametrize(
    ("api", "response", "kind", "tries"),
    [
        ("reporting", refusal(429, "quota_requests_by_uid"), QuotaSpent, 5),  # of 5 minutes, perhaps
        ("reporting", refusal(420, "quota_requests_by_uid"), QuotaSpent, 5),
        ("reporting", refusal(429, "quota_requests_by_counter_id"), DayIsSpent, 1),
        ("reporting", refusal(429, "quota_parallel_requests"), QuotaSpent, 3),
        ("reporting", refusal(400, "limit_exceeded"), BadInput, 1),
        ("management", refusal(429, "quota_requests_by_uid"), DayIsSpent, 1),
        ("management", refusal(400, "limit_exceeded"), BadInput, 1),
    ],
)
def test_the_same_type_means_something_else_in_another_api(
    server: Server, api: Api, response: Response, kind: type[Problem], tries: int, tmp_path: Path
) -> None:
    server.response = response
    with pytest.raises(kind) as refused:
        ask(tmp_path / "metrica", api)
    assert type(refused.value) is kind
    assert server.asked == tries


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("Unknown field in the request: ym:s:isRobot for the source visits", "ym:s:isRobot"),
        ("Unknown field in the request: ym:pv:visitID for the source hits", "ym:pv:visitID"),
        ("Unknown field in the request: ym:s:<attribution>UTMSource", "ym:s:<attribution>UTMSource"),
        ("Unknown fields in the request: 'ym:s:a', 'ym:s:b'", "ym:s:a"),
        ("unknown field in the request", None),
    ],
)
def test_an_unknown_field_is_named(server: Server, message: str, field: str | None, tmp_path: Path) -> None:
    server.response = refusal(400, "invalid_parameter", message)
    with pytest.raises(UnknownField) as refused:
        ask(tmp_path / "metrica")
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("error_type", "others_are_asked"), [("quota_requests_by_uid", False), ("quota_requests_by_counter_id", True)]
)
def test_who_has_spent_the_day_is_not_asked_for_again(
    server: Server, error_type: str, others_are_asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.common.limits.days.UNSURE_OF_THE_DAY", timedelta())
    server.response = refusal(429, error_type)
    with pytest.raises(DayIsSpent):
        ask(tmp_path / "metrica")
    with pytest.raises(QuotaSpent, match="are used up"):
        ask(tmp_path / "another source of the home", "reporting")
    assert server.asked == 1
    settings = MetricaSettings(counter_id=6)
    with metrica_http(settings, tmp_path / "metrica", QUICK, "logs") as http, pytest.raises(QuotaSpent):
        LogsApi(settings, http).status(1)
    assert (server.asked == 2) is others_are_asked
