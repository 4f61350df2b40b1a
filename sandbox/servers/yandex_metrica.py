"""Yandex.Metrica's Logs API for one counter, as its documentation and other clients' experience describe it."""

import gzip
import hmac
from collections.abc import Awaitable, Callable
from datetime import date

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.servers.metrica_asked import Refusal, asked_for, no_route, refused
from sandbox.servers.metrica_log import LogRequest
from sandbox.servers.metrica_queue import LogQueue

ROOT = "/management/v1/counter/{counter_id:int}"
LOG_QUOTA_BYTES = 10 * 10**9
BYTES_OF_A_DAY = 2 * 10**6
Endpoint = Callable[[Request], Response]


class MetricaServer:
    """`today` is the counter's own day: only days before it can be asked for."""

    def __init__(
        self,
        queue: LogQueue,
        *,
        counter_id: int,
        token: str,
        today: Callable[[], date],
        quota_bytes: int = LOG_QUOTA_BYTES,
    ) -> None:
        self._queue, self._counter_id, self._token, self._today = queue, counter_id, token, today
        self._quota_bytes = quota_bytes

    def app(self) -> Starlette:
        """The routes: `logrequests` is plural to evaluate, create and list, and singular for the rest."""
        routes = [
            ("GET", "/logrequests/evaluate", self._evaluate),
            ("POST", "/logrequests", self._create),
            ("GET", "/logrequests", self._list),
            ("GET", "/logrequest/{request_id:int}", self._status),
            ("GET", "/logrequest/{request_id:int}/part/{part:int}/download", self._download),
            ("POST", "/logrequest/{request_id:int}/clean", self._clean),
            ("POST", "/logrequest/{request_id:int}/cancel", self._cancel),
        ]
        return Starlette(
            routes=[Route(ROOT + path, self._guarded(endpoint), methods=[method]) for method, path, endpoint in routes],
            exception_handlers={Refusal: refused, HTTPException: no_route},
        )

    def _guarded(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme != "OAuth" or not hmac.compare_digest(token.encode(), self._token.encode()):
                raise Refusal(401, "unauthorized", "Authorization is required", "authorization")
            if request.path_params["counter_id"] != self._counter_id:
                raise Refusal(403, "access_denied", "Access is denied", "counterId")
            return await run_in_threadpool(endpoint, request)

        return guarded

    def _evaluate(self, request: Request) -> Response:
        asked = asked_for(request, self._today())
        free = self._days_that_fit()
        possible = asked.days <= free
        return JSONResponse({"log_request_evaluation": {"possible": possible, "max_possible_day_quantity": free}})

    def _create(self, request: Request) -> Response:
        asked = asked_for(request, self._today())
        if asked.days > self._days_that_fit():
            raise Refusal(400, "limit_exceeded", "The quota of prepared logs is exceeded")
        created = self._queue.create(self._counter_id, asked.date1, asked.date2, asked.fields, asked.attribution)
        return Response(status_code=202) if created is None else _one(created)

    def _list(self, request: Request) -> Response:
        return JSONResponse({"requests": [log.as_json() for log in self._queue.all()]})

    def _status(self, request: Request) -> Response:
        return _one(self._found(request))

    def _download(self, request: Request) -> Response:
        log = self._found(request)
        if log.status != "processed":
            raise Refusal(400, "invalid_parameter", "Only log of requests in status 'processed' can be downloaded")
        try:
            text = self._queue.part(log, request.path_params["part"])
        except IndexError:
            raise Refusal(400, "invalid_parameter", "Incorrect part number", "partNumber") from None
        if "gzip" in request.headers.get("accept-encoding", ""):
            packed = gzip.compress(text, compresslevel=1)
            return Response(packed, media_type="text/tab-separated-values", headers={"Content-Encoding": "gzip"})
        return Response(text, media_type="text/tab-separated-values")

    def _clean(self, request: Request) -> Response:
        log = self._found(request)
        if not self._queue.end(log, expected="processed", status="cleaned_by_user"):
            raise Refusal(400, "invalid_parameter", "Only log of requests in status 'processed' can be cleaned")
        return _one(log)

    def _cancel(self, request: Request) -> Response:
        log = self._found(request)
        if not self._queue.end(log, expected="created", status="canceled"):
            raise Refusal(400, "invalid_parameter", "Only requests that are not processed yet can be canceled")
        return _one(log)

    def _found(self, request: Request) -> LogRequest:
        found = self._queue.find(request.path_params["request_id"])
        if found is None:
            raise Refusal(404, "not_found", "Entity not found", "requestId")
        return found

    def _days_that_fit(self) -> int:
        return (self._quota_bytes - self._queue.stored_bytes) // BYTES_OF_A_DAY


def _one(log: LogRequest) -> Response:
    return JSONResponse({"log_request": log.as_json()})
