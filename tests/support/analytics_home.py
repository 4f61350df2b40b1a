"""A property on loopback and a home that pulls from it with the real client, with a clock that sleeping moves."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors.common.stream import Facts, Rejected, Rows
from connectors.google_analytics.api.patience import Patience
from connectors.google_analytics.settings import GoogleAnalyticsSettings
from connectors.google_analytics.source import GoogleAnalytics
from sandbox.servers.google_analytics import (
    PROPERTY_ID,
    AdCost,
    AnalyticsProperty,
    AnalyticsServer,
    Purchase,
    Session,
    TableSource,
)

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAY = date(2026, 11, 10)
SETTINGS: Mapping[str, Any] = {"property_id": PROPERTY_ID, "time_zone": "Europe/Moscow"}


class Plain:
    """A privacy that takes one name out of texts, so that a test can tell what went through it."""

    def address(self, address: str) -> str:
        return address

    def texts(self, column: pa.Array) -> pa.Array:
        return pa.compute.replace_substring(column, "ivan@example.com", "[email]")


@dataclass
class Clock:
    """Time passes where somebody sleeps."""

    now: datetime = NOW
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Pulled:
    """All pieces of all exports of a range."""

    rows: pa.Table
    rejected: list[Rejected]
    facts: list[Facts]

    @property
    def warnings(self) -> list[str]:
        return [warning for each in self.facts for warning in each.warnings]

    def of(self, day: date) -> Any:
        return next(each.days[day] for each in self.facts if day in each.days)


@dataclass
class AnalyticsHome:
    """`source`'s sessions are the property's."""

    state: Path
    source: TableSource
    server: AnalyticsServer
    clock: Clock

    def connector(self, **settings: Any) -> GoogleAnalytics:
        return GoogleAnalytics(
            "google_analytics",
            GoogleAnalyticsSettings.checked({**SETTINGS, **settings}),
            Plain(),
            self.state / "google_analytics",
            patience=Patience(clock=self.clock, sleep=self.clock.sleep, first_pause=0.01),
            clock=self.clock,
        )

    def pull(self, stream: str, first: date = DAY, last: date = DAY, **settings: Any) -> Pulled:
        connector = self.connector(**settings)
        batches, rejected, facts = [], [], []
        for export in connector.exports(stream, first, last):
            with export:
                for piece in export.pieces():
                    match piece:
                        case Rows():
                            batches.append(piece.batch)
                        case Rejected():
                            rejected.append(piece)
                        case Facts():
                            facts.append(piece)
        rows = pa.Table.from_batches(batches, connector.streams[stream].schema)
        return Pulled(rows, rejected, facts)


def visits_of(day: date, count: int = 12) -> list[Session]:
    """Of three origins, with key events and purchases, each visit of another person."""
    origins = (("google", "organic", "(organic)"), ("yandex", "cpc", "brand"), ("(direct)", "(none)", "(direct)"))
    return [
        Session(
            day,
            f"client {place}",
            *origins[place % 3],
            landing_page=f"/page-{place % 4}",
            page_views=1 + place % 3,
            seconds=place * 5,
            is_new=place % 2 == 0,
            key_events=("sign_up",) if place % 4 == 0 else (),
            purchases=(Purchase(f"{day:%m%d}-{place}", 150_050, tax=25_008),) if place % 6 == 0 else (),
        )
        for place in range(count)
    ]


@contextmanager
def serving(
    folder: Path, monkeypatch: pytest.MonkeyPatch, days: int = 7, *, count: int = 12, **owner: Any
) -> Iterator[AnalyticsHome]:
    """A property that has visits on DAY and the days after it; `owner` are fields of `AnalyticsProperty`."""
    all_days = [DAY + timedelta(days=ago) for ago in range(days)]
    costs = [AdCost(day, "google", "cpc", "brand", 10_050, 3, 100) for day in all_days]
    source = TableSource([visit for day in all_days for visit in visits_of(day, count)], costs)
    clock = Clock()
    server = AnalyticsServer(AnalyticsProperty(source, **owner), today=clock)
    with server.grpc() as address:
        monkeypatch.setenv("TABLO_GOOGLE_ANALYTICS_URL", f"grpc://{address}")
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        yield AnalyticsHome(folder / "state", source, server, clock)
