"""What stands before every operation: quotas, the token, the right to the counter, and faults."""

import logging
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sandbox.servers.yandex_metrica.counters import Counter
from sandbox.servers.yandex_metrica.faults import Faults, Operation
from sandbox.servers.yandex_metrica.queue import LogQueue
from sandbox.servers.yandex_metrica.quotas import Api, Quotas
from sandbox.servers.yandex_metrica.refusals import Refusal
from sandbox.servers.yandex_metrica.reply import Reply
from sandbox.servers.yandex_metrica.sending import send_reply

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Call:
    """A request that was let in. `counter` is None where the operation isn't about one."""

    request: Request
    user: str
    counter: Counter | None

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters."""
        return self.request.query_params

    def number(self, name: str) -> int:
        """A number of the path."""
        return int(self.request.path_params[name])


Act = Callable[[Call], Reply]


@dataclass
class House:
    """What all operations share. `users`: login by token. `requests` counts arrivals by operation."""

    counters: Mapping[int, Counter]
    users: Mapping[str, str]
    queue: LogQueue
    faults: Faults
    quotas: Quotas
    requests: Tally[Operation] = field(default_factory=Tally)

    def user(self, request: Request) -> str:
        """Whose token it is. Raises `Refusal`."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "OAuth" or token not in self.users:
            raise Refusal(401, "unauthorized", "Authorization is required", "authorization")
        return self.users[token]

    def counter(self, counter_id: int) -> Counter:
        """One that the users may see. Raises `Refusal`."""
        if counter_id not in self.counters:
            raise Refusal(403, "access_denied", "Access is denied", "counterId")
        return self.counters[counter_id]


class Gate:
    """One operation, as an app of its own."""

    def __init__(self, house: House, operation: Operation, api: Api, act: Act) -> None:
        self._house, self._operation, self._api, self._act = house, operation, api, act

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, do what it asks for, and send the answer."""
        request, house = Request(scope, receive), self._house
        house.requests[self._operation] += 1
        try:
            house.quotas.arrive(request.client.host if request.client else "", self._api)
            user = house.user(request)
            counter_id = request.path_params.get("counter_id")
            with house.quotas.turn(user, counter_id, self._api) as give_back:
                reply = await self._reply(request, user, counter_id)
                await send_reply(reply, scope, send, give_back)
        except Refusal as refusal:
            await send_reply(refusal.reply(), scope, send)

    async def _reply(self, request: Request, user: str, counter_id: int | None) -> Reply:
        house = self._house
        fault = house.faults.due(self._operation, request.path_params.get("part"))
        if fault is not None and fault.instead is not None:
            return fault.instead
        if fault is not None and fault.before is not None and "request_id" in request.path_params:
            fault.before(house.queue, request.path_params["request_id"])
        try:
            counter = None if counter_id is None else house.counter(counter_id)
            reply = await run_in_threadpool(self._act, Call(request, user, counter))
        except Refusal as refusal:
            return refusal.reply()
        except Exception:
            logger.exception("%s failed", self._operation)
            return Refusal(503, "backend_error", "Internal error").reply()
        return fault.after(reply) if fault is not None and fault.after is not None else reply
