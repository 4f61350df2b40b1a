"""Yandex.Metrica with the face that all sources show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Self

from connectors.common.privacy import Privacy
from connectors.common.stream import Stream
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields.schema import VISITS
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.settings import MetricaSettings


class YandexMetrica:
    """One counter as a source. The environment is read when it is used, not when it is described."""

    def __init__(self, name: str, settings: MetricaSettings, privacy: Privacy, state: Path) -> None:
        self.name, self._settings, self._privacy, self._state = name, settings, privacy, state
        self.account = str(settings.counter_id)
        self.streams: dict[str, Stream] = {"visits": Stream(VISITS, key=("visit_id",), refresh=settings.refresh)}

    @classmethod
    def from_settings(cls, name: str, settings: dict[str, Any], privacy: Privacy, state: Path) -> Self:
        """From the `settings` of the source's file; the first thing wrong there is a sentence."""
        return cls(name, MetricaSettings.checked(settings, where=f"config/sources/{name}.yaml"), privacy, state)

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        """The days, both included, in as many exports as the API's limits ask for."""
        with self._client() as client:
            yield client.export(first_day, last_day)

    def check(self, today: date) -> list[str]:
        """What the token sees, a line each."""
        with self._client() as client:
            return [client.check(today)]

    def _client(self) -> MetricaClient:
        return MetricaClient(self._settings, self._privacy.address)
