"""A property: what Google Analytics calls one web site with its settings."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sandbox.servers.google_analytics.behaviour import Behaviour
from sandbox.servers.google_analytics.sessions import SessionSource

PROPERTY_ID = 345_678_901


@dataclass(frozen=True)
class AnalyticsProperty:
    """`plan` decides the quotas. `custom` are its own event-scoped dimensions, `customEvent:level` and the like, which
    nobody fills. `signed_in`: REST wants a token that the server's own `accounts` issued."""

    source: SessionSource
    id: int = PROPERTY_ID
    time_zone: str = "Europe/Moscow"
    currency: str = "RUB"
    behaviour: Behaviour = field(default_factory=Behaviour)
    plan: Literal["standard", "360"] = "standard"
    custom: tuple[str, ...] = ()
    signed_in: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its days."""
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """Its day at a moment."""
        return now.astimezone(self.zone).date()
