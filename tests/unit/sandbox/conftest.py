import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
import requests

from sandbox.company import Company
from sandbox.company.checkouts import CountedCompany
from sandbox.servers.serving import in_thread
from sandbox.servers.yandex_metrica import LogQueue, MetricaServer, Quotas

COUNTER, TOKEN = 90601234, "demo-token"
TODAY = date(2026, 11, 21)
DAY = {"date1": "2026-11-20", "date2": "2026-11-20", "source": "visits", "fields": "ym:s:visitID,ym:s:date"}
IN_WAITING = ("created", "awaiting_retry")


@dataclass
class Served:
    """A server that is up, and what its client does."""

    server: MetricaServer
    root: str
    token: str = TOKEN

    def ask(self, method: str, path: str, token: str | None = None, **params: str) -> requests.Response:
        headers = {"Authorization": f"OAuth {token or self.token}"}
        return requests.request(method, self.root + path, params=params, headers=headers, timeout=10)

    def counter(self, method: str, path: str, **params: str) -> requests.Response:
        return self.ask(method, f"/management/v1/counter/{COUNTER}{path}", **params)

    def created(self, **params: str) -> dict[str, Any]:
        answer = self.counter("POST", "/logrequests", **{**DAY, **params})
        assert answer.status_code == 200, answer.text
        log: dict[str, Any] = answer.json()["log_request"]
        return log

    def status(self, request_id: int) -> dict[str, Any]:
        log: dict[str, Any] = self.counter("GET", f"/logrequest/{request_id}").json()["log_request"]
        return log

    def prepared(self, **params: str) -> dict[str, Any]:
        log = self.created(**params)
        while log["status"] in IN_WAITING:
            time.sleep(0.01)
            log = self.status(log["request_id"])
        return log

    def download(self, log: dict[str, Any], part: int = 0) -> requests.Response:
        return self.counter("GET", f"/logrequest/{log['request_id']}/part/{part}/download")

    def text(self, log: dict[str, Any]) -> list[str]:
        return [self.download(log, part["part_number"]).content.decode() for part in log["parts"]]

    def rows(self, fields: list[str], **params: str) -> list[dict[str, str]]:
        """A log's rows by field; cells as they are written."""
        parts = self.text(self.prepared(**{"fields": ",".join(fields), **params}))
        return [
            dict(zip(part.partition("\n")[0].split("\t"), line.split("\t"), strict=True))
            for part in parts
            for line in part.splitlines()[1:]
        ]

    def data(self, **params: str) -> requests.Response:
        day = {"ids": str(COUNTER), "date1": "2026-11-20", "date2": "2026-11-20", "accuracy": "full"}
        return self.ask("GET", "/stat/v1/data", **{**day, "metrics": "ym:s:visits", **params})


class OneDay:
    """A company of which only the visits are known; the same ones on one day, and none on others."""

    def __init__(self, visits: pa.Table, day: date) -> None:
        self.table, self.day = visits, day

    def visits(self, day: date) -> pa.Table:
        return self.table if day == self.day else self.table.slice(0, 0)


@pytest.fixture
def one_day() -> type[OneDay]:
    return OneDay


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Serve the company, of so many visits a day; options of the queue and of the server together."""
    with ExitStack() as running:

        def start(size: int = 60, source: Any = None, queue: dict[str, Any] | None = None, **options: Any) -> Served:
            visits = source or CountedCompany(Company(size=size))
            logs = LogQueue(visits, **{"first_day": TODAY - timedelta(days=40), "delay": 0.0, **(queue or {})})
            given = {"counter_id": COUNTER, "token": TOKEN, "today": lambda: TODAY, "quotas": Quotas.off(), **options}
            server = MetricaServer(logs, **given)
            return Served(server, running.enter_context(in_thread(server.app())))

        yield start
