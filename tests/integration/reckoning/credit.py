"""Which visit a lead or an order is credited to: the last one that isn't direct, within 30 days before it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reckoning.channels import DIRECT, UNMATCHED, Channels
from reckoning.records import NONE, Utm, Visit

WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Credit:
    """`visited_on` is None where no visit is credited."""

    channel: str
    campaign: str
    visited_on: date | None


class Credits:
    """Only valid visits are touches, and none that began after the conversion."""

    def __init__(self, visits: Iterable[Visit], channels: Channels) -> None:
        self.channels = channels
        self.touches: dict[str, list[tuple[datetime, str, Visit]]] = defaultdict(list)
        for visit in visits:
            if visit.is_valid:
                self.touches[visit.visitor].append((visit.started_at, channels.of_visit(visit), visit))
        for touches in self.touches.values():
            touches.sort(key=lambda touch: (touch[0], touch[2].id))

    def of(self, visitor: str | None, converted_at: datetime, own: Utm) -> Credit:
        """A conversion without a visit takes the channel of its own UTM; one with neither is unmatched."""
        touches = [
            touch for touch in self.touches.get(visitor or "", ()) if converted_at - WINDOW <= touch[0] <= converted_at
        ]
        if touches:
            chosen = [touch for touch in touches if touch[1] != DIRECT] or touches
            _, channel, visit = chosen[-1]
            return Credit(channel, visit.utm.campaign or NONE, visit.day)
        if own.is_given:
            return Credit(self.channels.of_utm(own), own.campaign or NONE, None)
        return Credit(UNMATCHED, NONE, None)
