"""The Management API, as far as reading goes: counters, one counter, its goals."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import requests
from pydantic import BaseModel

from connectors.common.http import Http
from connectors.yandex_metrica.api.reading import read_answer
from connectors.yandex_metrica.settings import MetricaSettings

COUNTERS_A_PAGE = 1000
ROBOTS = {
    1: "robots are told by strict rules only",
    2: "robots are told by strict rules and by behaviour",
}
DELETED = "Deleted"
Model = TypeVar("Model", bound=BaseModel)


class Site(BaseModel):
    """The address that a counter is for."""

    site: str | None = None


class Counter(BaseModel):
    """A counter as the token's user sees it. `visit_threshold`: seconds of inactivity that end a visit."""

    id: int
    name: str = ""
    site: str | None = None
    site2: Site | None = None
    permission: str | None = None
    status: str | None = None
    create_time: datetime | None = None
    time_zone_name: str | None = None
    time_zone_offset: int | None = None
    visit_threshold: int | None = None
    filter_robots: int | None = None

    @property
    def address(self) -> str:
        """The site; `site2` is where newer answers have it."""
        return (self.site2.site if self.site2 else None) or self.site or "no site"

    @property
    def robots(self) -> str:
        """What `filter_robots` means, in words."""
        if self.filter_robots is None:
            return "how robots are told is not said"
        return ROBOTS.get(self.filter_robots, f"filter_robots is {self.filter_robots}, which no documentation names")


class Goal(BaseModel):
    """A goal of the counter; `type` is one of the vendor's words, and new ones come."""

    id: int
    name: str = ""
    type: str | None = None
    default_price: Decimal | None = None
    status: str | None = None


class _Counters(BaseModel):
    rows: int
    counters: list[Counter]


class _OneCounter(BaseModel):
    counter: Counter


class _Goals(BaseModel):
    goals: list[Goal]


class ManagementApi:
    """What is known of a counter, and of others that the token sees. `requests` counts what was answered."""

    def __init__(self, settings: MetricaSettings, http: Http) -> None:
        self.settings, self.http, self.where = settings, http, http.name
        self.requests = 0
        self._root = "/management/v1"

    def counters(self) -> list[Counter]:
        """Every counter that the token's user may see."""
        found: list[Counter] = []
        while True:
            params = {"per_page": str(COUNTERS_A_PAGE), "offset": str(len(found) + 1)}
            page = self._ask("/counters", _Counters, params)
            found += page.counters
            if not page.counters or len(found) >= page.rows:
                return found

    def counter(self) -> Counter:
        """The counter of the settings."""
        return self._ask(f"/counter/{self.settings.counter_id}", _OneCounter).counter

    def goals(self) -> list[Goal]:
        """Its goals, without deleted ones, by id."""
        goals = self._ask(f"/counter/{self.settings.counter_id}/goals", _Goals).goals
        return sorted((goal for goal in goals if goal.status != DELETED), key=lambda goal: goal.id)

    def _ask(self, path: str, model: type[Model], params: dict[str, str] | None = None) -> Model:
        def read(response: requests.Response) -> Model:
            return read_answer(model, response, self.where, "the API's answer")

        answer = self.http.fetch("GET", self._root + path, read, params=params)
        self.requests += 1
        return answer
