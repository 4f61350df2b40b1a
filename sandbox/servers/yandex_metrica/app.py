"""Yandex.Metrica for one counter, as an app to serve."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.faults import Faults, Operation
from sandbox.servers.yandex_metrica.gate import Act, Gate, House
from sandbox.servers.yandex_metrica.logs_api import BYTES_OF_A_DAY, LOG_QUOTA_BYTES, DayBytes, LogsApi
from sandbox.servers.yandex_metrica.management_api import ManagementApi
from sandbox.servers.yandex_metrica.queue import LogQueue
from sandbox.servers.yandex_metrica.quotas import Api, Quotas
from sandbox.servers.yandex_metrica.refusals import Refusal
from sandbox.servers.yandex_metrica.reporting.api import ReportingApi

OWNER = "samovar-owner"
COUNTERS = "/management/v1/counters"
COUNTER = "/management/v1/counter/{counter_id:int}"


class MetricaServer:
    """`today` is the counter's own day: only days before it can be asked for. `token` is the owner's, `users` maps
    further tokens to logins, who see the same counters. `counter` says more of it than its number.

    `logs.downloads`, `house.requests`, `quotas.refused`, `faults.struck` and `queue.stored()` tell what happened.
    """

    def __init__(
        self,
        queue: LogQueue,
        *,
        counter_id: int,
        token: str,
        today: Callable[[], date],
        quota_bytes: int = LOG_QUOTA_BYTES,
        day_bytes: DayBytes = BYTES_OF_A_DAY,
        counter: Counter | None = None,
        other_counters: Sequence[Counter] = (),
        users: Mapping[str, str] | None = None,
        faults: Faults | None = None,
        quotas: Quotas | None = None,
    ) -> None:
        self.queue, self.quotas, self.faults = queue, quotas or Quotas(), faults or Faults()
        self.counter = counter or Counter(counter_id)
        counters = {one.id: one for one in (self.counter, *other_counters)}
        queue.faults = self.faults
        queue.traffic.filter_robots = self.counter.filter_robots
        queue.traffic.prices = {goal.id: goal.default_price for goal in self.counter.goals}
        self.logs = LogsApi(queue, today, quota_bytes, day_bytes)
        self.house = House(counters, {token: OWNER, **(users or {})}, queue, self.faults, self.quotas)
        self._management = ManagementApi(counters)
        self.reporting = ReportingApi(queue.traffic, self.house, self.counter, today)

    def app(self) -> Starlette:
        """The routes: `logrequests` is plural to evaluate, create and list, and singular for the rest."""
        one, logs = f"{COUNTER}/logrequest/{{request_id:int}}", f"{COUNTER}/logrequests"
        return Starlette(
            routes=[
                self._route("evaluate", "GET", f"{logs}/evaluate", "logs", self.logs.evaluate),
                self._route("create", "POST", logs, "logs", self.logs.create),
                self._route("list", "GET", logs, "logs", self.logs.all),
                self._route("status", "GET", one, "logs", self.logs.status),
                self._route("download", "GET", one + "/part/{part:int}/download", "logs", self.logs.download),
                self._route("clean", "POST", f"{one}/clean", "logs", self.logs.clean),
                self._route("cancel", "POST", f"{one}/cancel", "logs", self.logs.cancel),
                self._route("counters", "GET", COUNTERS, "management", self._management.counters),
                self._route("counter", "GET", COUNTER, "management", self._management.counter),
                self._route("goals", "GET", f"{COUNTER}/goals", "management", self._management.goals),
                self._route("data", "GET", "/stat/v1/data", "reporting", self.reporting.data),
            ],
            exception_handlers={HTTPException: _no_route},
        )

    def _route(self, operation: Operation, method: str, path: str, api: Api, act: Act) -> Route:
        return Route(path, Gate(self.house, operation, api, act), methods=[method])


def _no_route(request: Request, error: Exception) -> Response:
    """A path or method that isn't there, in the API's form."""
    assert isinstance(error, HTTPException)
    reply = Refusal(error.status_code, "not_found", error.detail).reply()
    return Response(reply.body, reply.status, media_type=reply.media_type)
