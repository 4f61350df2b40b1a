"""The Reporting API: one question, all pages of its answer."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import requests
from pydantic import BaseModel

from connectors.common.errors import BadInput, Problem, SourceDown
from connectors.common.http import Http
from connectors.yandex_metrica.api.reading import read_answer
from connectors.yandex_metrica.settings import MetricaSettings

MOST_METRICS = 20  # a request with more is refused (400, code 4015)
MOST_ROWS = 100_000  # a page; the API's default is 100
# "Query is too complicated. Please reduce the date interval or sampling.", in the language of the account too
_TOO_MUCH = re.compile(r"too_much_rows|query_error|too complicated|слишком сложный|\(504,", re.IGNORECASE)


class Dimension(BaseModel):
    """A value of a dimension: `id` is the same in every language, and absent where the name says all, as of a date."""

    id: str | int | None = None
    name: str | int | None = None

    @property
    def key(self) -> str | None:
        """What rows are matched by; None where the value is undefined."""
        value = self.id if self.id is not None else self.name
        return None if value is None else str(value)


class ReportRow(BaseModel):
    """`metrics` in the order asked for; null where there is nothing to divide by, or where the vendor hides it."""

    dimensions: list[Dimension]
    metrics: list[Decimal | None]


class Answer(BaseModel):
    """One answer, or all its pages together.

    `sampled`: a share `sample_share` of the visits was looked at. `contains_sensitive_data`: rows of few users are
    left out. `data_lag`: seconds that the data is behind.
    """

    data: list[ReportRow]
    total_rows: int
    total_rows_rounded: bool = False
    sampled: bool
    sample_share: float = 1.0
    contains_sensitive_data: bool = False
    data_lag: int | None = None

    @property
    def is_in_part(self) -> bool:
        """Do the rows tell less than all?"""
        return self.sampled or self.contains_sensitive_data

    def followed_by(self, page: "Answer") -> "Answer":
        """Both together; what is said of one of them holds for the whole."""
        return page.model_copy(
            update={
                "data": [*self.data, *page.data],
                "sampled": self.sampled or page.sampled,
                "sample_share": min(self.sample_share, page.sample_share),
                "contains_sensitive_data": self.contains_sensitive_data or page.contains_sensitive_data,
            }
        )


class ReportingApi:
    """`/stat/v1/data` of one counter, always at `accuracy=full`. `requests` counts what was answered."""

    def __init__(self, settings: MetricaSettings, http: Http) -> None:
        self.settings, self.http, self.where = settings, http, http.name
        self.requests = 0

    def ask(
        self,
        first_day: date,
        last_day: date,
        metrics: Sequence[str],
        dimensions: Sequence[str],
        filters: str | None = None,
    ) -> Answer:
        """All rows. Sorted by the dimensions, because pages of an unsorted report may overlap."""
        params = {
            "ids": str(self.settings.counter_id),
            "date1": first_day.isoformat(),
            "date2": last_day.isoformat(),
            "metrics": ",".join(metrics),
            "dimensions": ",".join(dimensions),
            "sort": ",".join(dimensions),
            "include_undefined": "true",
            "accuracy": "full",
            "lang": "en",
            "limit": str(MOST_ROWS),
            **({"filters": filters} if filters else {}),
        }
        whole = self._page(params, 1)
        while self._goes_on(whole):
            page = self._page(params, len(whole.data) + 1)
            if not page.data:
                break
            whole = whole.followed_by(page)
        if len(whole.data) < whole.total_rows and not whole.total_rows_rounded:
            raise SourceDown(
                f"a report of {whole.total_rows} rows ended after {len(whole.data)}.",
                where=self.where,
                mend="A later run asks again.",
            )
        self._has(metrics, dimensions, whole)
        return whole

    def _goes_on(self, answer: Answer) -> bool:
        if answer.total_rows_rounded:
            return len(answer.data) > 0 and len(answer.data) % MOST_ROWS == 0
        return len(answer.data) < answer.total_rows

    def _page(self, params: dict[str, str], offset: int) -> Answer:
        answer = self.http.fetch("GET", "/stat/v1/data", self._read, params={**params, "offset": str(offset)})
        self.requests += 1
        return answer

    def _read(self, response: requests.Response) -> Answer:
        return read_answer(Answer, response, self.where, "a report")

    def _has(self, metrics: Sequence[str], dimensions: Sequence[str], answer: Answer) -> None:
        for row in answer.data:
            if len(row.metrics) != len(metrics) or len(row.dimensions) != len(dimensions):
                raise SourceDown(
                    f"a report's row has {len(row.dimensions)} dimensions and {len(row.metrics)} metrics, "
                    f"and not {len(dimensions)} and {len(metrics)} as asked.",
                    where=self.where,
                    mend="Nothing of it is loaded; a later run asks again.",
                )


def too_much(problem: Problem) -> bool:
    """Was this refused for its size? Fewer days may do: seen for 30 days of what goes through for 15."""
    return isinstance(problem, BadInput | SourceDown) and bool(_TOO_MUCH.search(problem.what))
