"""The methods over gRPC. The library has no generated service to derive from: handlers are registered by name."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]
from google.analytics import data_v1beta as ga

from sandbox.servers.google_analytics.faults import Method
from sandbox.servers.google_analytics.refusals import Refusal
from sandbox.servers.serving import HOST

if TYPE_CHECKING:
    from sandbox.servers.google_analytics.server import AnalyticsServer

SERVICE = "google.analytics.data.v1beta.BetaAnalyticsData"
_THREADS = 24  # more than a property may be asked at once
_REQUESTS: dict[Method, Any] = {
    "runReport": ga.RunReportRequest.pb(),
    "batchRunReports": ga.BatchRunReportsRequest.pb(),
    "getMetadata": ga.GetMetadataRequest.pb(),
    "checkCompatibility": ga.CheckCompatibilityRequest.pb(),
}


@contextmanager
def serving(server: "AnalyticsServer", port: int = 0) -> Iterator[str]:
    """Serve on loopback while the block lasts; yields the address. Raises `RuntimeError` where the port is taken."""
    service = grpc.server(
        ThreadPoolExecutor(_THREADS),
        options=[("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0)],
    )
    handlers = {method[0].upper() + method[1:]: _handler(server, method) for method in _REQUESTS}
    service.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    taken = service.add_insecure_port(f"{HOST}:{port}")
    service.start()
    try:
        yield f"{HOST}:{taken}"
    finally:
        service.stop(0).wait(5)


def _handler(server: "AnalyticsServer", method: Method) -> Any:
    return grpc.unary_unary_rpc_method_handler(
        _answering(server, method),
        request_deserializer=_REQUESTS[method].FromString,
        response_serializer=lambda message: message.SerializeToString(),
    )


def _answering(server: "AnalyticsServer", method: Method) -> Callable[[Any, grpc.ServicerContext], Any]:
    from sandbox.servers.google_analytics.server import Broken

    def answer(message: Any, context: grpc.ServicerContext) -> Any:
        try:
            return server.answer(method, message)
        except Refusal as refusal:
            context.abort(grpc.StatusCode[refusal.code], refusal.message)
        except Broken:
            context.abort(grpc.StatusCode.UNAVAILABLE, "recvmsg:Connection reset by peer")

    return answer
