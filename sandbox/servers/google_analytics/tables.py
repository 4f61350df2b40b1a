"""Sessions written down one by one: the source of tests."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from sandbox.servers.google_analytics.sessions import COSTS, NOTHING, PURCHASES, SESSIONS, SessionDay

Origin = tuple[str, str, str]


@dataclass(frozen=True)
class Purchase:
    """Amounts in hundredths of the property's currency."""

    transaction_id: str
    revenue: int
    tax: int = 0
    shipping: int = 0
    refund: int = 0


@dataclass(frozen=True)
class Session:
    """`first_origin` (source, medium, campaign) is the session's own unless given; a session is engaged by Google's
    rule unless told otherwise: over 10 seconds, two pages, or a key event."""

    day: date
    client: str
    source: str = "(direct)"
    medium: str = "(none)"
    campaign: str = "(direct)"
    landing_page: str = "/"
    page_views: int = 1
    seconds: int = 0
    is_new: bool = False
    is_engaged: bool | None = None
    key_events: tuple[str, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    first_origin: Origin | None = None
    country: str = "Russia"
    device: str = "desktop"

    @property
    def engaged(self) -> bool:
        """Whether the session is engaged."""
        by_rule = self.seconds > 10 or self.page_views > 1 or bool(self.key_events or self.purchases)
        return by_rule if self.is_engaged is None else self.is_engaged


@dataclass(frozen=True)
class AdCost:
    """What a campaign cost on a day, in hundredths of the property's currency."""

    day: date
    source: str
    medium: str
    campaign: str
    cost: int
    clicks: int = 0
    impressions: int = 0


class TableSource:
    """Sessions and costs as given; `sessions` may be changed afterwards by `put`, as vendors restate a day."""

    def __init__(self, sessions: Iterable[Session], costs: Iterable[AdCost] = ()) -> None:
        self._sessions: dict[date, list[Session]] = defaultdict(list)
        self._costs: dict[date, list[AdCost]] = defaultdict(list)
        self.version = 0
        for session in sessions:
            self._sessions[session.day].append(session)
        for cost in costs:
            self._costs[cost.day].append(cost)

    def put(self, day: date, sessions: Iterable[Session], costs: Iterable[AdCost] = ()) -> None:
        """Replace all that is known of the day."""
        self._sessions[day], self._costs[day] = list(sessions), list(costs)
        self.version += 1

    def day(self, day: date) -> SessionDay:
        """The day's tables; a session's number follows from its day and place in the day."""
        sessions, costs = self._sessions.get(day, []), self._costs.get(day, [])
        if not sessions and not costs:
            return NOTHING
        numbers = [day.toordinal() * 10_000_000 + place for place in range(len(sessions))]
        bought = [(n, p) for n, session in zip(numbers, sessions, strict=True) for p in session.purchases]
        return SessionDay(
            pa.Table.from_pylist([_row(n, session) for n, session in zip(numbers, sessions, strict=True)], SESSIONS),
            pa.Table.from_pylist([{"session_id": n, **vars(purchase)} for n, purchase in bought], PURCHASES),
            pa.Table.from_pylist([vars(cost) for cost in costs], COSTS),
        )


def _row(number: int, session: Session) -> dict[str, object]:
    first = session.first_origin or (session.source, session.medium, session.campaign)
    return {
        **{name: getattr(session, name) for name in SESSIONS.names if hasattr(session, name)},
        "session_id": number,
        "client_id": zlib.crc32(session.client.encode()) << 20 | len(session.client),
        "is_engaged": session.engaged,
        "first_source": first[0],
        "first_medium": first[1],
        "first_campaign": first[2],
        "key_events": list(session.key_events),
    }


def many(day: date, count: int, campaigns: int) -> list[Session]:
    """So many sessions with so many campaigns, each session's own number of pages: for reports of many rows."""
    return [
        Session(
            day,
            f"client {place}",
            "newsletter",
            "email",
            f"letter {place % campaigns:06d}",
            page_views=1 + place % 3,
            seconds=place % 40,
            is_new=place % 4 == 0,
            key_events=("sign_up",) if place % 10 == 0 else (),
        )
        for place in range(count)
    ]
