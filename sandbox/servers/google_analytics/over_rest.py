"""The methods over REST: JSON in camel case, errors in Google's envelope, tokens for service accounts."""

import json
from typing import TYPE_CHECKING, Any

from google.analytics import data_v1beta as ga
from google.protobuf import json_format  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.servers.google_analytics.accounts import TOKEN_PATH
from sandbox.servers.google_analytics.faults import Method
from sandbox.servers.google_analytics.refusals import Refusal, invalid, not_signed_in
from sandbox.servers.resets import reset

if TYPE_CHECKING:
    from sandbox.servers.google_analytics.server import AnalyticsServer

_POSTED: dict[str, tuple[Method, Any]] = {
    "runReport": ("runReport", ga.RunReportRequest.pb()),
    "batchRunReports": ("batchRunReports", ga.BatchRunReportsRequest.pb()),
    "checkCompatibility": ("checkCompatibility", ga.CheckCompatibilityRequest.pb()),
}
_METADATA = ga.GetMetadataRequest.pb()


def rest_app(server: "AnalyticsServer") -> Starlette:
    """The routes of one property, and of `/token`."""

    async def post(request: Request) -> Response:
        if request.path_params["method"] not in _POSTED:
            return _error(Refusal("NOT_FOUND", "The method isn't there."))
        method, kind = _POSTED[request.path_params["method"]]
        try:
            message = json_format.Parse(await request.body() or b"{}", kind())
        except json_format.ParseError as error:
            return _error(invalid(f"Invalid JSON payload received. {error}"))
        message.property = f"properties/{request.path_params['number']}"
        return await _answered(server, request, method, message)

    async def metadata(request: Request) -> Response:
        name = f"properties/{request.path_params['number']}/metadata"
        return await _answered(server, request, "getMetadata", _METADATA(name=name))

    async def token(request: Request) -> Response:
        form = dict(part.split("=", 1) for part in (await request.body()).decode().split("&") if "=" in part)
        grant = form.get("grant_type", "").replace("%3A", ":")
        issued = server.accounts.token(grant, form.get("assertion", ""))
        if issued is None:
            return JSONResponse({"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, 400)
        return JSONResponse(issued)

    return Starlette(
        routes=[
            Route("/v1beta/properties/{number:int}/metadata", metadata, methods=["GET"]),
            Route("/v1beta/properties/{number:int}:{method}", post, methods=["POST"]),
            Route(TOKEN_PATH, token, methods=["POST"]),
        ]
    )


async def _answered(server: "AnalyticsServer", request: Request, method: Method, message: Any) -> Response:
    from sandbox.servers.google_analytics.server import Broken

    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    if server.property.signed_in and not server.accounts.knows(bearer):
        server.requests.ended("UNAUTHENTICATED")
        return _error(not_signed_in())
    as_numbers = "enum-encoding=int" in request.query_params.get("$alt", "")
    try:
        answer = await run_in_threadpool(server.answer, method, message)
    except Refusal as refusal:
        return _error(refusal)
    except Broken:
        await reset(request.scope)
        return Response()
    text = await run_in_threadpool(json_format.MessageToJson, answer, use_integers_for_enums=as_numbers, indent=None)
    return Response(text, media_type="application/json")


def _error(refusal: Refusal) -> Response:
    body = {"error": {"code": refusal.status, "message": refusal.message, "status": refusal.code}}
    return Response(json.dumps(body), refusal.status, media_type="application/json")
