"""Google Analytics for one property, served over gRPC and REST."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from starlette.applications import Starlette

from sandbox.servers.google_analytics.accounts import Accounts
from sandbox.servers.google_analytics.desk import Requests
from sandbox.servers.google_analytics.faults import Faults, Method
from sandbox.servers.google_analytics.methods import Methods
from sandbox.servers.google_analytics.misbehaviour import Fault
from sandbox.servers.google_analytics.property import AnalyticsProperty
from sandbox.servers.google_analytics.quotas import Quotas
from sandbox.servers.google_analytics.refusals import SERVER_ERRORS, Refusal
from sandbox.servers.google_analytics.reports import Reports
from sandbox.servers.google_analytics.truth import Totals, expected


class Broken(Exception):
    """The connection breaks in place of an answer."""


class AnalyticsServer:
    """`today` is the moment now, with an offset. `faults`, `quota` and `requests` are there for tests; the property
    can be changed while it is served."""

    def __init__(self, property: AnalyticsProperty, *, today: Callable[[], datetime]) -> None:
        self.property, self.faults, self.requests = property, Faults(), Requests()
        self.accounts = Accounts()
        self.quota = Quotas(property.plan, today)
        self._methods = Methods(self.quota, Reports(today))
        self._acts: dict[Method, Callable[[AnalyticsProperty, Any], Any]] = {
            "runReport": self._methods.run_report,
            "batchRunReports": self._methods.batch_run_reports,
            "getMetadata": self._methods.get_metadata,
            "checkCompatibility": self._methods.check_compatibility,
        }
        self._working = threading.Lock()

    def change(self, **settings: Any) -> None:
        """Change fields of the property: `currency`, `time_zone`, `behaviour` and so on."""
        self.property = replace(self.property, **settings)

    def answer(self, method: Method, message: Any) -> Any:
        """The answer's message. Raises `Refusal`, and `Broken`."""
        self.requests.came(method, message)
        try:
            with self.quota.turn():
                return self._done(method, message, self.faults.due(method))
        except Refusal as refusal:
            self.requests.ended(refusal.code)
            if refusal.code in SERVER_ERRORS:
                self.quota.failed()
            raise

    @contextmanager
    def grpc(self) -> Iterator[str]:
        """Serve over gRPC while the block lasts; yields `127.0.0.1:40123`."""
        from sandbox.servers.google_analytics.over_grpc import serving

        with serving(self) as address:
            yield address

    def rest_app(self) -> Starlette:
        """Serve over REST: the app of `/v1beta/properties/{id}:runReport` and its like, and of the tokens' address."""
        from sandbox.servers.google_analytics.over_rest import rest_app

        return rest_app(self)

    def expected(self, day: date, *dimensions: str) -> dict[tuple[str, ...], Totals]:
        """The whole truth about a day, flaws and restatement apart, counted session by session (see `truth`)."""
        return expected(self.property.source.day(day), day, dimensions)

    def _done(self, method: Method, message: Any, fault: Fault | None) -> Any:
        if fault is None:
            return self._act(method, message)
        time.sleep(fault.pause)
        if fault.until is not None:
            fault.until.wait()
        if fault.instead is not None:
            raise Refusal(fault.instead.code, fault.instead.message)
        if fault.reset == "before":
            raise Broken
        answer = self._act(method, message)
        if fault.reset == "after":
            raise Broken
        for report in answer.reports if method == "batchRunReports" else [answer]:
            if fault.after is not None:
                fault.after(report)
        return answer

    def _act(self, method: Method, message: Any) -> Any:
        with self._working:  # counted alone, requests don't slow each other down
            return self._acts[method](self.property, message)
