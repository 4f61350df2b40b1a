"""Which connectors there are, and the face that they all show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from connectors.common.errors import Problem
from connectors.common.privacy import Privacy
from connectors.common.stream import Piece, Stream


class Export(Protocol):
    """A range of days being pulled. Left without an error once the rows are durable; only then its traces are tidied.

    Left by an error, it keeps what was downloaded: the next export of the same days goes on from there.
    """

    first_day: date
    last_day: date

    def pieces(self) -> Iterator[Piece]:
        """Rows and rejects as they arrive, and the facts at the end."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Source(Protocol):
    """One account of one vendor. `time_zone` is that of its days, None where only the vendor knows it."""

    name: str
    account: str
    time_zone: str | None
    streams: dict[str, Stream]

    def exports(self, stream: str, first_day: date, last_day: date) -> Iterator[Export]:
        """Pull `first_day` to `last_day`, both included, in the account's own days.

        One export or several, in order and together exactly these days: as many as the vendor's limits ask for. Each
        is entered and left before the next is taken.
        """
        ...

    def check(self, today: date) -> list[str]:
        """What the credentials see, a line each; raises a Problem where they see nothing."""
        ...


def open_source(name: str, connector: str, settings: dict[str, Any], privacy: Privacy, state: Path) -> Source:
    """The source `name` of the configuration, by its connector; its settings are checked here.

    `state` is a folder of the home: requests in flight, downloaded parts and spent quotas, shared by all processes.
    """
    if connector == "yandex_metrica":
        from connectors.yandex_metrica import YandexMetrica

        return YandexMetrica.from_settings(name, settings, privacy, state)
    if connector == "google_analytics":
        from connectors.google_analytics import GoogleAnalytics

        return GoogleAnalytics.from_settings(name, settings, privacy, state)
    raise Problem(
        f"there is no connector {connector!r}.",
        where=f"config/sources/{name}.yaml",
        mend="Use yandex_metrica, google_analytics or files.",
    )
