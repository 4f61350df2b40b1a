"""One counter of Yandex.Metrica: what the token sees, and the visits of a range of days."""

from collections.abc import Callable
from datetime import date, timedelta
from types import TracebackType
from typing import Self

from connectors.common.http import Retry
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.fields.schema import VISIT_FIELDS
from connectors.yandex_metrica.logs.export import Export, Progress
from connectors.yandex_metrica.logs.request import Polling, no_room
from connectors.yandex_metrica.settings import MetricaSettings


class MetricaClient:
    """`pseudonym` turns a network address into its keyed hash: no address leaves the parser otherwise."""

    def __init__(
        self,
        settings: MetricaSettings,
        pseudonym: Callable[[str], str],
        *,
        retry: Retry | None = None,
        polling: Polling | None = None,
    ) -> None:
        self.settings, self._pseudonym = settings, pseudonym
        self._polling = polling or Polling(longest_wait=settings.longest_wait_minutes * 60)
        self._api = LogsApi(settings, retry or Retry())

    def export(self, first_day: date, last_day: date, on_progress: Progress | None = None) -> Export:
        """Visits of these days, both included, in the counter's time zone. Nothing is asked before `pieces()`.

        `on_progress(done, all)` counts the parts of the log.
        """
        return Export(self._api, self._polling, self._pseudonym, first_day, last_day, on_progress)

    def check(self, today: date) -> str:
        """One line on what the token sees. Raises a `Problem` where the source can't be used."""
        yesterday = today - timedelta(days=1)
        evaluation = self._api.evaluate(yesterday, yesterday, [field.api for field in VISIT_FIELDS])
        days = evaluation.max_possible_day_quantity
        if not evaluation.possible or days < 1:
            raise no_room(self._api.where, days)
        return f"{self._api.where}: the token is accepted; {days} days of logs fit into the quota."

    def close(self) -> None:
        """Give the connections back."""
        self._api.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
