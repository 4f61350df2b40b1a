"""One counter of Yandex.Metrica: the logs of a range of days."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from connectors.common.http import Retry
from connectors.common.privacy import Privacy
from connectors.yandex_metrica.api.logs import LogsApi
from connectors.yandex_metrica.api.session import metrica_http
from connectors.yandex_metrica.fields import LogStream
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.logs.exporting import LogExports
from connectors.yandex_metrica.logs.store import LogStore
from connectors.yandex_metrica.logs.waiting import Polling
from connectors.yandex_metrica.settings import MetricaSettings


class MetricaClient:
    """`privacy` hides addresses and contacts before anything leaves the parser; `state` is a folder of the home."""

    def __init__(
        self,
        settings: MetricaSettings,
        privacy: Privacy,
        state: Path,
        *,
        retry: Retry | None = None,
        polling: Polling | None = None,
    ) -> None:
        self.settings, self._privacy, self._state = settings, privacy, state
        self._polling = polling or Polling(longest_wait=settings.longest_wait_minutes * 60)
        self._api = LogsApi(settings, metrica_http(settings, state, retry or Retry(), "logs"))

    def exports(self, log: LogStream, first_day: date, last_day: date) -> Iterator[Export]:
        """Rows of these days, both included, in the counter's time zone; as many exports as quota and rules ask for.

        Take each into a `with` block and leave it before the next: it is planned then, with the room that is free.
        """
        store = LogStore.at(self._state)
        yield from LogExports(self._api, store, self._privacy, self._polling, log).of(first_day, last_day)

    def close(self) -> None:
        """Give the connections back."""
        self._api.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
