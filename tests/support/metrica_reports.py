"""A small Yandex.Metrica for tests of its reports: it keeps to the documented forms and limits.

Numbers are given by date and traffic source, or by date; what isn't given is 0. It remembers what it was asked.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.servers.serving import in_thread

TOKEN, COUNTER = "a-token-of-the-tests", 101
SOURCE, DATE = "ym:s:lastTrafficSource", "ym:s:date"
NAMES = {"organic": "Search engine traffic", "ad": "Ad traffic", "direct": "Direct traffic", "undefined": None}
Metrics = dict[str, float | None]


@dataclass
class Metrica:
    """`traffic`: metrics by day and source; `days`: by day. `flags` are added to each answer of `/stat/v1/data`."""

    traffic: dict[tuple[str, str], Metrics] = field(default_factory=dict)
    days: dict[str, Metrics] = field(default_factory=dict)
    humans: dict[tuple[str, str], Metrics] = field(default_factory=dict)
    flags: dict[str, object] = field(default_factory=dict)
    flags_of_robots: dict[str, object] = field(default_factory=dict)
    goals: list[dict[str, object]] = field(default_factory=list)
    counters: list[dict[str, object]] = field(default_factory=list)
    filter_robots: int = 1
    largest_page: int = 100_000
    refuse: Callable[[Mapping[str, str]], tuple[int, str, str] | None] = lambda asked: None
    logs: list[dict[str, object]] = field(default_factory=list)
    days_that_fit: int = 365
    unknown_fields: tuple[str, ...] = ()
    asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> Starlette:
        """The routes of the three APIs that reports and checks need."""
        counter = "/management/v1/counter/{counter_id:int}"
        return Starlette(
            routes=[
                Route("/stat/v1/data", self._guarded(self._data)),
                Route("/management/v1/counters", self._guarded(self._counters)),
                Route(counter, self._guarded(lambda request: JSONResponse({"counter": self._counter()}))),
                Route(f"{counter}/goals", self._guarded(lambda request: JSONResponse({"goals": self.goals}))),
                Route(f"{counter}/logrequests/evaluate", self._guarded(self._evaluate)),
                Route(f"{counter}/logrequests", self._guarded(lambda request: JSONResponse({"requests": self.logs}))),
            ]
        )

    @property
    def reports(self) -> list[dict[str, str]]:
        """The questions to `/stat/v1/data`, refused ones included."""
        return [asked for asked in self.asked if "metrics" in asked]

    def _guarded(self, endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def guarded(request: Request) -> Response:
            if request.headers.get("authorization") != f"OAuth {TOKEN}":
                return error(401, "unauthorized", "Authorization is required")
            if request.path_params.get("counter_id", COUNTER) != COUNTER:
                return error(403, "access_denied", "Access is denied")
            self.asked.append(dict(request.query_params))
            return endpoint(request)

        return guarded

    def _data(self, request: Request) -> Response:
        asked = dict(request.query_params)
        metrics, dimensions = asked["metrics"].split(","), asked["dimensions"].split(",")
        if len(metrics) > 20:
            return error(400, "invalid_parameter", "Too many metrics, error code: 4015")
        if refusal := self.refuse(asked):
            return error(*refusal)
        rows = sorted(self._rows(asked, metrics, dimensions), key=str)
        limit, offset = min(int(asked.get("limit", 100)), self.largest_page), int(asked.get("offset", 1))
        robots = "ym:s:robotVisits" in metrics or "filters" in asked
        page = rows[offset - 1 : offset - 1 + limit]
        answer = {
            "query": {"ids": [COUNTER], "accuracy": asked.get("accuracy", "medium")},
            "data": [{"dimensions": values, "metrics": numbers} for values, numbers in page],
            "total_rows": len(rows),
            "total_rows_rounded": False,
            "sampled": False,
            "sample_share": 1.0,
            "sample_size": 1000,
            "sample_space": 1000,
            "contains_sensitive_data": False,
            "data_lag": 125,
            "totals": [sum(numbers[at] or 0 for _, numbers in rows) for at in range(len(metrics))],
            **self.flags,
            **(self.flags_of_robots if robots else {}),
        }
        return JSONResponse(answer)

    def _rows(
        self, asked: Mapping[str, str], metrics: list[str], dimensions: list[str]
    ) -> Iterator[tuple[list[dict[str, str | None]], list[float | None]]]:
        within = (asked["date1"], asked["date2"])
        if SOURCE not in dimensions:
            for day, values in self.days.items():
                if within[0] <= day <= within[1]:
                    yield [{"name": day}], [values.get(metric, 0) for metric in metrics]
            return
        told = self.humans if asked.get("filters") == "ym:s:isRobot=='No'" else self.traffic
        for (day, source), values in told.items():
            if within[0] <= day <= within[1]:
                value = {SOURCE: {"id": source, "name": NAMES.get(source)}, DATE: {"name": day}}
                yield [value[dimension] for dimension in dimensions], [values.get(metric, 0) for metric in metrics]

    def _counters(self, request: Request) -> Response:
        size, offset = int(request.query_params["per_page"]), int(request.query_params["offset"])
        everything = self.counters or [self._counter()]
        page = everything[offset - 1 : offset - 1 + min(size, self.largest_page)]
        return JSONResponse({"rows": len(everything), "counters": page})

    def _counter(self) -> dict[str, object]:
        return {
            "id": COUNTER,
            "name": "Samovar & Co",
            "status": "Active",
            "permission": "view",
            "create_time": "2019-03-01T12:00:00+03:00",
            "time_zone_name": "Europe/Moscow",
            "time_zone_offset": 180,
            "visit_threshold": 1800,
            "filter_robots": self.filter_robots,
            "site2": {"site": "samovar.example"},
        }

    def _evaluate(self, request: Request) -> Response:
        for name in request.query_params["fields"].split(","):
            if name in self.unknown_fields:
                message = f"Unknown field in the request: {name} for the source visits"
                return error(400, "invalid_parameter", message)
        days = {"possible": self.days_that_fit > 0, "max_possible_day_quantity": self.days_that_fit}
        return JSONResponse({"log_request_evaluation": days})


def error(status: int, error_type: str, message: str) -> Response:
    """The API's body of an error."""
    errors = [{"error_type": error_type, "message": message, "location": "parameters"}]
    return JSONResponse({"errors": errors, "code": status, "message": message}, status_code=status)


@contextmanager
def serving(metrica: Metrica) -> Iterator[str]:
    """Its address, while the block lasts."""
    with in_thread(metrica.app()) as address:
        yield address


def days_of(asked: Mapping[str, str]) -> int:
    """How many days a question is about."""
    return (date.fromisoformat(asked["date2"]) - date.fromisoformat(asked["date1"])).days + 1
