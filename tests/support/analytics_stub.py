"""The least of a Data API, over gRPC and over REST: it answers what it was told to, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
from google.analytics import data_v1beta as ga

from connectors.google_analytics.api.patience import Patience

SERVICE = "google.analytics.data.v1beta.BetaAnalyticsData"
MESSAGES: dict[str, tuple[Any, Any]] = {
    "RunReport": (ga.RunReportRequest, ga.RunReportResponse),
    "BatchRunReports": (ga.BatchRunReportsRequest, ga.BatchRunReportsResponse),
    "GetMetadata": (ga.GetMetadataRequest, ga.Metadata),
    "CheckCompatibility": (ga.CheckCompatibilityRequest, ga.CheckCompatibilityResponse),
}
PLENTY = {
    "tokens_per_day": {"consumed": 3, "remaining": 190_000},
    "tokens_per_hour": {"consumed": 3, "remaining": 39_000},
    "tokens_per_project_per_hour": {"consumed": 3, "remaining": 13_000},
    "concurrent_requests": {"consumed": 0, "remaining": 10},
}
Failure = tuple[grpc.StatusCode, str]


@dataclass
class Stub:
    """`failures` come first, one for each request. `refused`: sentences by field names of compatibility questions."""

    failures: list[Failure] = field(default_factory=list)
    quota: dict[str, Any] = field(default_factory=lambda: dict(PLENTY))
    report: dict[str, Any] = field(default_factory=lambda: {"row_count": 0, "metadata": {"time_zone": "Europe/Moscow"}})
    metadata: dict[str, Any] = field(default_factory=dict)
    compatibility: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]

    def answer(self, method: str, request: Any) -> Any:
        if method == "RunReport":
            return ga.RunReportResponse({**self.report, "property_quota": self.quota})
        if method == "BatchRunReports":
            return ga.BatchRunReportsResponse(reports=[self.answer("RunReport", each) for each in request.requests])
        return MESSAGES[method][1](self.metadata if method == "GetMetadata" else self.compatibility)


@contextmanager
def over_grpc(stub: Stub) -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(4))
    handlers = {method: _handler(stub, method) for method in MESSAGES}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"grpc://127.0.0.1:{port}"
    finally:
        server.stop(0).wait()


def _handler(stub: Stub, method: str) -> Any:
    asked, answered = MESSAGES[method]

    def handle(request: Any, context: grpc.ServicerContext) -> Any:
        stub.asked.append((method, request))
        if stub.failures:
            context.abort(*stub.failures.pop(0))
        if method == "CheckCompatibility":
            for each in (*request.dimensions, *request.metrics):
                if each.name in stub.refused:
                    context.abort(grpc.StatusCode.INVALID_ARGUMENT, stub.refused[each.name])
        return stub.answer(method, request)

    return grpc.unary_unary_rpc_method_handler(handle, asked.deserialize, answered.serialize)


@dataclass
class Clock:
    """Sleeping moves it on, and takes no time."""

    now: datetime = datetime(2026, 10, 16, 12, 20, tzinfo=UTC)
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)

    def patience(self, **changes: Any) -> Patience:
        return Patience(**{"clock": lambda: self.now, "sleep": self.sleep, "deadline": 20.0, **changes})


@dataclass
class Rest:
    """`replies`: status, body and headers, one for each request; the last is for all that follow."""

    replies: list[tuple[int, str, dict[str, str]]]
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


def refusal(status: int, text: str) -> tuple[int, str, dict[str, str]]:
    return status, json.dumps({"error": {"code": status, "message": text}}), {}


@contextmanager
def over_rest(rest: Rest) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            rest.asked.append((self.path, dict(self.headers), body))
            status, text, headers = rest.replies.pop(0) if len(rest.replies) > 1 else rest.replies[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            encoded = text.encode(errors="surrogateescape")  # "\udcff" is the byte 0xff
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        do_GET = do_POST

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
