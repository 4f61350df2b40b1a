"""What a property knows of a day: its sessions with their key events, what they bought, and what Google Ads cost."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa

SESSIONS = pa.schema(
    [
        ("session_id", pa.uint64()),
        ("client_id", pa.uint64()),
        ("is_new", pa.bool_()),
        ("is_engaged", pa.bool_()),
        ("page_views", pa.int32()),
        ("seconds", pa.int32()),  # of engagement
        ("landing_page", pa.string()),
        ("source", pa.string()),
        ("medium", pa.string()),
        ("campaign", pa.string()),
        ("first_source", pa.string()),  # of the user's first session ever
        ("first_medium", pa.string()),
        ("first_campaign", pa.string()),
        ("country", pa.string()),
        ("device", pa.string()),
        ("key_events", pa.list_(pa.string())),  # without `purchase`; a name stands as often as it happened
    ]
)
PURCHASES = pa.schema(
    [
        ("session_id", pa.uint64()),
        ("transaction_id", pa.string()),
        ("revenue", pa.int64()),  # hundredths of the property's currency, as are all amounts
        ("tax", pa.int64()),
        ("shipping", pa.int64()),
        ("refund", pa.int64()),
    ]
)
COSTS = pa.schema(
    [
        ("source", pa.string()),
        ("medium", pa.string()),
        ("campaign", pa.string()),
        ("cost", pa.int64()),
        ("clicks", pa.int64()),
        ("impressions", pa.int64()),
    ]
)


@dataclass(frozen=True)
class SessionDay:
    """Tables in the schemas SESSIONS, PURCHASES and COSTS; every purchase is of one of the sessions."""

    sessions: pa.Table
    purchases: pa.Table
    costs: pa.Table


class SessionSource(Protocol):
    """Whose sessions are served: the demo company's, or a test's."""

    def day(self, day: date) -> SessionDay:
        """All sessions that began on a day of the property, whenever it is asked for."""
        ...


NOTHING = SessionDay(SESSIONS.empty_table(), PURCHASES.empty_table(), COSTS.empty_table())
