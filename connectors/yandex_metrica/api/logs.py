"""The Logs API, one method an operation. `logrequests` is plural to evaluate, create and list, else singular."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Literal, TypeVar

import requests
from pydantic import BaseModel

from connectors.common.http import Http
from connectors.yandex_metrica.api.answers import AllRequests, Evaluated, Evaluation, LogRequest, OneRequest
from connectors.yandex_metrica.api.reading import read_answer
from connectors.yandex_metrica.settings import MetricaSettings

LogSource = Literal["visits", "hits"]
Model = TypeVar("Model", bound=BaseModel)


class LogsApi:
    """One counter's log requests. All parameters go into the query string, those of POST too."""

    def __init__(self, settings: MetricaSettings, http: Http) -> None:
        self.settings, self.http, self.where = settings, http, http.name
        self._root = f"/management/v1/counter/{settings.counter_id}"

    def evaluate(self, first_day: date, last_day: date, fields: Sequence[str], source: LogSource) -> Evaluation:
        """Would this fit into what is left of the counter's log quota?"""
        params = self._query(first_day, last_day, fields, source)
        return self._ask("GET", "/logrequests/evaluate", Evaluated, params).log_request_evaluation

    def create(
        self,
        first_day: date,
        last_day: date,
        fields: Sequence[str],
        source: LogSource,
        attempts: int | None = None,
    ) -> LogRequest | None:
        """Queue a request; None where the same one is in flight already (202, seen by others and undocumented).

        It isn't idempotent: after a lost answer, look into `all_requests` before sending it again.
        """
        params = {**self._query(first_day, last_day, fields, source), "attribution": self.settings.attribution}

        def read(response: requests.Response) -> LogRequest | None:
            return None if response.status_code == 202 else self._read(OneRequest, response).log_request

        return self.http.fetch("POST", f"{self._root}/logrequests", read, params=params, attempts=attempts)

    def all_requests(self) -> list[LogRequest]:
        """Everybody's requests on this counter, not only ours."""
        return self._ask("GET", "/logrequests", AllRequests).requests

    def status(self, request_id: int, attempts: int | None = None) -> LogRequest:
        """How far the request is."""
        return self._ask("GET", f"/logrequest/{request_id}", OneRequest, attempts=attempts).log_request

    def clean(self, request_id: int, attempts: int | None = None) -> None:
        """Delete the prepared log of a processed request, to give its quota back."""
        self._ask("POST", f"/logrequest/{request_id}/clean", OneRequest, attempts=attempts)

    def cancel(self, request_id: int, attempts: int | None = None) -> None:
        """Take back a request that isn't processed yet."""
        self._ask("POST", f"/logrequest/{request_id}/cancel", OneRequest, attempts=attempts)

    def download(self, request_id: int, part: int, *, gzip: bool) -> requests.Response:
        """The open answer; its bytes are read by `connectors.yandex_metrica.logs.download`, which also tries again."""
        return self.http.fetch(
            "GET",
            f"{self._root}/logrequest/{request_id}/part/{part}/download",
            lambda response: response,
            headers={"Accept-Encoding": "gzip" if gzip else "identity"},
            stream=True,
        )

    def _query(self, first_day: date, last_day: date, fields: Sequence[str], source: LogSource) -> dict[str, str]:
        return {
            "date1": first_day.isoformat(),
            "date2": last_day.isoformat(),
            "fields": ",".join(fields),
            "source": source,
        }

    def _ask(
        self,
        method: str,
        path: str,
        model: type[Model],
        params: dict[str, str] | None = None,
        attempts: int | None = None,
    ) -> Model:
        read: Callable[[requests.Response], Model] = partial(self._read, model)
        return self.http.fetch(method, self._root + path, read, params=params, attempts=attempts)

    def _read(self, model: type[Model], response: requests.Response) -> Model:
        return read_answer(model, response, self.where, "the API's answer")
