"""Yandex.Metrica with the face that all sources show."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Self

import pyarrow as pa

from connectors.common.errors import Problem
from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields.schema import VISITS
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.settings import MetricaSettings


class YandexMetrica:
    """One counter as a source. The environment is read when it is used, not when it is described."""

    def __init__(self, name: str, settings: MetricaSettings, hash_key: bytes | None) -> None:
        self.name, self._settings, self._hash_key = name, settings, hash_key
        self.account = str(settings.counter_id)
        self.streams: dict[str, pa.Schema] = {"visits": VISITS}
        self.mutable_days = settings.mutable_days

    @classmethod
    def from_settings(cls, name: str, settings: dict[str, Any], hash_key: bytes | None) -> Self:
        """From the `settings` of the source's file; the first thing wrong there is a sentence."""
        return cls(name, MetricaSettings.checked(settings, where=f"config/sources/{name}.yaml"), hash_key)

    @contextmanager
    def export(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        """Visits of the days, both included; the log on the server is cleaned when the block is left."""
        with self._client() as client, client.export(first_day, last_day) as export:
            yield export

    def check(self, today: date) -> str:
        """One line on what the token sees of yesterday."""
        with self._client() as client:
            return client.check(today)

    def _client(self) -> MetricaClient:
        return MetricaClient(self._settings, self._pseudonym)

    def _pseudonym(self, address: str) -> str:
        if self._hash_key is None:
            raise Problem(
                "network addresses can't be hashed without a key, and are never kept in the open.",
                where=self.name,
                mend="Put a long random text into TABLO_HASH_KEY, and keep it for ever.",
            )
        return hmac.new(self._hash_key, address.encode(), hashlib.sha256).hexdigest()[:16]
