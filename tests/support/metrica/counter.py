"""A counter that answers like the Logs API, in memory, and whose every trouble a test can order."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import requests

from connectors.common.errors import Problem, SourceDown
from connectors.common.http import Retry
from connectors.yandex_metrica.api.answers import Evaluation, LogRequest, Part
from connectors.yandex_metrica.api.errors import NotFound, UnknownField
from connectors.yandex_metrica.fields import VISITS_LOG, Field, LogStream
from connectors.yandex_metrica.settings import MetricaSettings

COUNTER_ID = 101
NAMES = "visitID counterID date dateTime pageViews startURL lastTrafficSource goalsID goalsDateTime isRobotPro"
DAY = date(2026, 11, 1)


def small_log(names: str = NAMES, also: dict[str, tuple[str, ...]] | None = None) -> LogStream:
    """Visits with a few fields only."""
    chosen = {one.api: one for one in VISITS_LOG.fields}
    fields = []
    for name in names.split():
        one = chosen[f"ym:s:{name}"]
        fields.append(Field(one.api, one.kind, (also or {}).get(name, one.also), one.required, one.pro))
    key = tuple(one for one in fields if one.api in {key.api for key in VISITS_LOG.key})
    return LogStream("visits", "ym:s:", key, tuple(fields))


def value(name: str, visit: int, day: date) -> str:
    bare = name.removeprefix("ym:s:")
    return {
        "visitID": str(visit),
        "counterID": str(COUNTER_ID),
        "date": str(day),
        "dateTime": f"{day} 10:00:00",
        "pageViews": str(visit % 7),
        "startURL": f"https://shop.example/{visit}",
        "lastTrafficSource": ["ad", "organic", "direct"][visit % 3],
        "goalsID": f"[{visit},7]",
        "goalsDateTime": f"[\\'{day} 10:00:01\\',\\'{day} 10:00:02\\']",
        "isRobotPro": "0",
    }.get(bare, "")


@dataclass
class Counter:
    """Stands where `LogsApi` does. `visits` of a request may differ: they are asked for when it is prepared."""

    visits: Callable[[date, Sequence[str]], Sequence[int]] = lambda day, fields: [day.day * 1000 + n for n in range(10)]
    unknown: set[str] = field(default_factory=set)
    names_the_unknown: bool = True
    days_that_fit: Callable[[Sequence[str]], int] = lambda fields: 1000
    rows_a_part: int = 7
    statuses: list[list[str]] = field(default_factory=list)  # of each request in turn, until it is processed
    broken_posts: list[str] = field(default_factory=list)  # "before": lost on the way; "after": its answer is lost
    troubles: dict[str, list[Problem]] = field(default_factory=dict)  # raised instead of an answer
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = MetricaSettings(counter_id=COUNTER_ID)
        self.http = SimpleNamespace(retry=Retry(attempts=3, first_pause=0.001, longest_pause=0.002))
        self.where = "the counter"
        self.requests: dict[int, LogRequest] = {}
        self.texts: dict[tuple[int, int], bytes] = {}
        self._to_come: dict[int, list[str]] = {}

    def count(self, what: str) -> int:
        return sum(asked.startswith(what) for asked in self.asked)

    def evaluate(self, first: date, last: date, fields: Sequence[str], source: str) -> Evaluation:
        self._note("evaluate", f"{first}..{last} {len(fields)}")
        self._know(fields)
        fits = self.days_that_fit(fields)
        return Evaluation(possible=(last - first).days + 1 <= fits, max_possible_day_quantity=fits)

    def create(
        self, first: date, last: date, fields: Sequence[str], source: str, attempts: int | None = None
    ) -> LogRequest | None:
        self._note("create", f"{first}..{last} {len(fields)}")
        self._know(fields)
        broken = self.broken_posts.pop(0) if self.broken_posts else ""
        if broken != "before":
            for log in self.requests.values():
                if (log.date1, log.date2, log.fields) == (first, last, list(fields)) and log.status == "created":
                    return None
        if broken == "before":
            raise SourceDown("it can't be reached.", where=self.where)
        log = self.add(first, last, fields)
        if broken == "after":
            raise SourceDown("no answer in time.", where=self.where)
        return log

    def add(self, first: date, last: date, fields: Sequence[str], status: str = "created") -> LogRequest:
        log = LogRequest(
            request_id=1000 + len(self.requests), status=status, source=["visits"], date1=first, date2=last,
            fields=list(fields), attribution="LAST",
        )  # fmt: skip
        self.requests[log.request_id] = log
        self._to_come[log.request_id] = self.statuses.pop(0) if self.statuses else []
        return log

    def all_requests(self) -> list[LogRequest]:
        self._note("list")
        return list(self.requests.values())

    def status(self, request_id: int, attempts: int | None = None) -> LogRequest:
        self._note("status", str(request_id))
        log = self.requests.get(request_id)
        if log is None:
            raise NotFound("it refused the request (404, not_found): Entity not found", where=self.where)
        if log.status in ("created", "awaiting_retry"):
            to_come = self._to_come[request_id]
            self._move(log, to_come.pop(0) if to_come else "processed")
        return self.requests.get(request_id, log)

    def clean(self, request_id: int, attempts: int | None = None) -> None:
        self._note("clean", str(request_id))
        self._move(self.requests[request_id], "cleaned_by_user")

    def cancel(self, request_id: int, attempts: int | None = None) -> None:
        self._note("cancel", str(request_id))
        self._move(self.requests[request_id], "canceled")

    def download(self, request_id: int, part: int, *, gzip: bool) -> requests.Response:
        self._note("download", f"{request_id}/{part}")
        response = requests.Response()
        response.status_code, response.raw = 200, io.BytesIO(self.texts[request_id, part])
        return response

    def held(self) -> list[int]:
        """What takes up room."""
        return [log.request_id for log in self.requests.values() if log.status in ("created", "processed")]

    def _move(self, log: LogRequest, status: str) -> None:
        parts = self._prepared(log) if status == "processed" else []
        self.requests[log.request_id] = log.model_copy(
            update={"status": status, "parts": parts, "size": sum(part.size or 0 for part in parts)}
        )

    def _prepared(self, log: LogRequest) -> list[Part]:
        names = sorted(log.fields, key=str.lower)
        header = "\t".join(names) + "\n"
        days = [log.date1 + timedelta(days=n) for n in range((log.date2 - log.date1).days + 1)]
        rows = [(visit, day) for day in days for visit in self.visits(day, log.fields)]
        lines = ["\t".join(value(name, visit, day) for name in names) + "\n" for visit, day in rows]
        groups = [lines[at : at + self.rows_a_part] for at in range(0, len(lines), self.rows_a_part)] or [[]]
        parts = []
        for number, group in enumerate(groups):
            text = (header + "".join(group)).encode()
            self.texts[log.request_id, number] = text
            parts.append(Part(part_number=number, size=len(text)))
        return parts

    def _know(self, fields: Sequence[str]) -> None:
        found = sorted(self.unknown & set(fields))
        if found:
            name: str | None = found[0] if self.names_the_unknown else None
            raise UnknownField("it refused the request (400, invalid_parameter): no.", field=name, where=self.where)

    def _note(self, what: str, detail: str = "") -> None:
        self.asked.append(f"{what} {detail}".strip())
        if self.troubles.get(what):
            raise self.troubles[what].pop(0)


class Plain:
    """Privacy that shows what it hides."""

    def address(self, address: str) -> str:
        return address[:16]

    def texts(self, column: Any) -> Any:
        return column
