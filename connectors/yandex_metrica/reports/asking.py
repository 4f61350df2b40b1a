"""One report, as many requests as the API's limits ask for: metrics in batches, days in halves."""

from collections.abc import Iterator, Sequence
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
    `to_the_day`: an answer that is sampled or hides rows is asked for again in halves, down to the days that are.
    """

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...]
    filters: str | None = None
    to_the_day: bool = True

    def batches(self) -> Iterator[tuple[str, ...]]:
        """The metrics, at most 20 at a time."""
        anchor, rest = self.metrics[:1], self.metrics[1:]
        step = MOST_METRICS - 1
        for start in range(0, max(len(rest), 1), step):
            yield anchor + rest[start : start + step]


@dataclass
class Report:
    """The answers together, by the values of the dimensions.

    `shares`: the days of which a sample was looked at, and its share. `hidden`: days of which rows may be missing.
    """

    rows: dict[Key, dict[str, Decimal | None]] = field(default_factory=dict)
    shares: dict[date, float] = field(default_factory=dict)
    hidden: set[date] = field(default_factory=set)
    data_lag: int | None = None

    @property
    def sample_share(self) -> float:
        """The smallest."""
        return min(self.shares.values(), default=1.0)

    def add(self, batch: tuple[str, ...], answer: Answer, days: Sequence[date] = ()) -> None:
        """An answer about these days.

        Joined by the dimensions, never by position: a row may be hidden in one answer and shown in another.
        """
        for row in answer.data:
            metrics = self.rows.setdefault(tuple(value.key for value in row.dimensions), {})
            for name, value in zip(batch, row.metrics, strict=True):
                metrics.setdefault(name, value)
        if answer.sampled:
            self.shares |= {day: min(answer.sample_share, self.shares.get(day, 1.0)) for day in days}
        if answer.contains_sensitive_data:
            self.hidden.update(days)
        if answer.data_lag is not None:
            self.data_lag = max(self.data_lag or 0, answer.data_lag)


def ask(api: ReportingApi, query: Query, first_day: date, last_day: date) -> Report:
    """The whole report. Raises `BadInput` where even one day is too much for the API."""
    if DATE not in query.dimensions:
        raise ValueError(f"{DATE} is not among {query.dimensions}")
    report = Report()
    for batch in query.batches():
        for days, answer in _answers(api, query, batch, first_day, last_day):
            keys = [tuple(value.key for value in row.dimensions) for row in answer.data]
            if len(set(keys)) != len(keys):
                raise SourceDown(
                    "a report lists a row twice.", where=api.where, mend="Nothing of it is loaded; run again."
                )
            report.add(batch, answer, days)
    return report


def _answers(
    api: ReportingApi, query: Query, batch: tuple[str, ...], first_day: date, last_day: date
) -> Iterator[tuple[list[date], Answer]]:
    """Each with its days. They are halved where the answer would be too much, or isn't true of each of them."""
    days = [first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)]
    answer = _answer(api, query, batch, days)
    if answer and (len(days) == 1 or not query.to_the_day or not answer.is_in_part):
        yield days, answer
        return
    middle = days[len(days) // 2]
    yield from _answers(api, query, batch, first_day, middle - timedelta(days=1))
    yield from _answers(api, query, batch, middle, last_day)


def _answer(api: ReportingApi, query: Query, batch: tuple[str, ...], days: Sequence[date]) -> Answer | None:
    """None where only fewer days can be answered."""
    try:
        return api.ask(days[0], days[-1], batch, query.dimensions, query.filters)
    except Problem as refusal:
        if not too_much(refusal):
            raise
    return _patiently(api, query, batch, days[0]) if len(days) == 1 else None


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
