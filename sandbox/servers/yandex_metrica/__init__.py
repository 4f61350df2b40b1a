"""Yandex.Metrica over loopback: the Logs, Reporting and Management APIs of one counter, as their documentation and
other clients' experience describe them.

    queue = LogQueue(visits, first_day=first, part_bytes=50_000, whole_days=False, delay=0.01)
    server = MetricaServer(queue, counter_id=1, token="t", today=lambda: today, quotas=Quotas.off())
    with in_thread(server.app()) as url:
        server.faults.arm("download", reset_amid(), part=1)

**Visits** come from any `VisitSource`: the demo company with its orders (`CountedCompany`), or a test's. Every field of
the vendor's list can be asked for, visits and hits; what the source doesn't say is derived from it, or neutral.
`Dialect` chooses among the ways of writing that the documentation leaves open. Reports count the same visits.

**Quotas** have their real numbers unless a test chooses others: a test that asks fast takes `Quotas.off()`.

**Several users**: `users={"token": "login"}`; all of them see all requests. `LogQueue.create` adds one without HTTP.

**Faults**: `server.faults.arm(operation, fault, nth=, times=, part=)` with what `misbehaviour` has: any refusal of
`refusals.CONTRACT`, pages, empty and odd bodies, 202 for nothing, resets before, amid and instead of the answer, cut
and wrongly packed parts, slowness, requests that vanish or end. `server.faults.spoil(spoil, nth=, times=)` with what
`spoils` has: logs that fail, hang, or come out whole and wrong.

**What happened**: `server.house.requests` (by operation), `server.logs.downloads` (by request and part),
`server.quotas.refused`, `server.quotas.most_at_once`, `server.faults.struck`, `queue.stored()` (by owner).
"""

from sandbox.servers.yandex_metrica.app import MetricaServer
from sandbox.servers.yandex_metrica.counters import Counter, Goal
from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.faults import Faults
from sandbox.servers.yandex_metrica.log import Asked, LogRequest
from sandbox.servers.yandex_metrica.queue import LogQueue
from sandbox.servers.yandex_metrica.quotas import Quotas
from sandbox.servers.yandex_metrica.traffic import Traffic, VisitSource

__all__ = [
    "Asked",
    "Counter",
    "Dialect",
    "Faults",
    "Goal",
    "LogQueue",
    "LogRequest",
    "MetricaServer",
    "Quotas",
    "Traffic",
    "VisitSource",
]
