"""One report, as many requests as the API's limits ask for: metrics in batches, days in halves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from connectors.common.errors import BadInput, Problem, SourceDown
from connectors.common.http import Transient
from connectors.yandex_metrica.api.reporting import MOST_METRICS, Answer, ReportingApi, too_much

DATE = "ym:s:date"
Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Query:
    """What is asked of each day. Days are asked in several requests, so `ym:s:date` is one of the dimensions.

    The first metric goes into every batch: a row that has it is in the answer even where all its others are zero.
    """

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    filters: str | None = None

    def batches(self) -> Iterator[tuple[str, ...]]:
        """The metrics, at most 20 at a time."""
        anchor, rest = self.metrics[:1], self.metrics[1:]
        step = MOST_METRICS - 1
        for start in range(0, max(len(rest), 1), step):
            yield anchor + rest[start : start + step]


@dataclass
class Report:
    """The answers together, by the values of the dimensions. What one of them flags, the whole is flagged with."""

    rows: dict[Key, dict[str, Decimal | None]] = field(default_factory=dict)
    sampled: bool = False
    sample_share: float = 1.0
    contains_sensitive_data: bool = False
    data_lag: int | None = None

    def add(self, batch: tuple[str, ...], answer: Answer) -> None:
        """Join by the dimensions, never by position: a row may be hidden in one answer and shown in another."""
        for row in answer.data:
            metrics = self.rows.setdefault(tuple(value.key for value in row.dimensions), {})
            for name, value in zip(batch, row.metrics, strict=True):
                metrics.setdefault(name, value)
        self.sampled |= answer.sampled
        self.sample_share = min(self.sample_share, answer.sample_share)
        self.contains_sensitive_data |= answer.contains_sensitive_data
        if answer.data_lag is not None:
            self.data_lag = max(self.data_lag or 0, answer.data_lag)


def ask(api: ReportingApi, query: Query, first_day: date, last_day: date) -> Report:
    """The whole report. Raises `BadInput` where even one day is too much for the API."""
    if DATE not in query.dimensions:
        raise ValueError(f"{DATE} is not among {query.dimensions}")
    report = Report()
    for batch in query.batches():
        for answer in _days(api, query, batch, first_day, last_day):
            keys = [tuple(value.key for value in row.dimensions) for row in answer.data]
            if len(set(keys)) != len(keys):
                raise SourceDown(
                    "a report lists a row twice.", where=api.where, mend="Nothing of it is loaded; run again."
                )
            report.add(batch, answer)
    return report


def _days(api: ReportingApi, query: Query, batch: tuple[str, ...], first_day: date, last_day: date) -> Iterator[Answer]:
    days = (last_day - first_day).days + 1
    try:
        yield api.ask(first_day, last_day, batch, query.dimensions, query.filters)
        return
    except Problem as refusal:
        if not too_much(refusal):
            raise
    if days == 1:
        yield _patiently(api, query, batch, first_day)
        return
    middle = first_day + timedelta(days=days // 2 - 1)
    yield from _days(api, query, batch, first_day, middle)
    yield from _days(api, query, batch, middle + timedelta(days=1), last_day)


def _patiently(api: ReportingApi, query: Query, batch: tuple[str, ...], day: date) -> Answer:
    """The same question was seen to be too complicated, and minutes later not to be."""
    too_complicated = BadInput(
        f"a report of the single day {day} is too much for the API.",
        where=api.where,
        mend="Nothing of it is loaded; a later run asks again. If it stays, take the report out of `streams`.",
    )

    def once() -> Answer:
        try:
            return api.ask(day, day, batch, query.dimensions, query.filters)
        except Problem as refusal:
            raise (Transient(too_complicated) if too_much(refusal) else refusal) from None

    return api.http.retry.run(once)
