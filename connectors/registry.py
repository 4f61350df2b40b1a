"""Which connectors there are, and the face that they all show."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from connectors.common.errors import Problem
from connectors.common.stream import Piece


class Export(Protocol):
    """A range of days being pulled. Left by the caller once the rows are durable; only then the source is tidied."""

    def pieces(self) -> Iterator[Piece]:
        """Rows and rejects as they arrive, and the facts at the end."""
        ...


class Source(Protocol):
    """One account of one vendor."""

    name: str
    account: str
    streams: dict[str, pa.Schema]
    mutable_days: int

    def export(self, stream: str, first_day: date, last_day: date) -> AbstractContextManager[Export]:
        """Pull `first_day` to `last_day`, both included, in the account's own days."""
        ...

    def check(self, today: date) -> str:
        """One line on what the credentials see; raises a Problem where they see nothing."""
        ...


def open_source(name: str, connector: str, settings: dict[str, Any], hash_key: bytes | None) -> Source:
    """The source `name` of the configuration, by its connector; its settings are checked here."""
    if connector == "yandex_metrica":
        from connectors.yandex_metrica import YandexMetrica

        return YandexMetrica.from_settings(name, settings, hash_key)
    raise Problem(
        f"there is no connector {connector!r}.",
        where=f"config/sources/{name}.yaml",
        mend="Use yandex_metrica or files.",
    )
