"""A young day isn't whole: its last events are on their way, some sources are unknown, and credit moves for days.

- Of the day that isn't over, the share of sessions that has passed.
- Until 48 hours after a day's end, 12 % of its sessions have `(data not available)` for a source, and 3 % of its key
  events and purchases are missing (a property that `restates`).
- Until 13 days after it, all credit of key events is with the session's own source.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.google_analytics.hashing import happens, words
from sandbox.servers.google_analytics.property import AnalyticsProperty
from sandbox.servers.google_analytics.sessions import SessionDay

NOT_AVAILABLE = "(data not available)"
FINAL_AFTER, SETTLED_AFTER = timedelta(hours=48), timedelta(days=13)
UNKNOWN_SOURCES, LATE_EVENTS = 0.12, 0.03


@dataclass(frozen=True)
class Known:
    """`share` of the day's sessions are in reports."""

    share: float = 1.0
    is_final: bool = True
    is_settled: bool = True

    def of(self, whole: SessionDay, day: date) -> SessionDay:
        """What is known of the day."""
        return _unfinished(_partly(whole, self.share), day) if not self.is_final else _partly(whole, self.share)


def as_known(owner: AnalyticsProperty, day: date, now: datetime, *, in_totals: bool) -> Known:
    """How much of a day the property's reports have at a moment."""
    begins, ends = (
        datetime.combine(midnight, time(), owner.zone).astimezone(UTC) for midnight in (day, day + timedelta(days=1))
    )
    passed = min(1.0, max(0.0, (now - begins).total_seconds() / (ends - begins).total_seconds()))
    left = 1.0 if in_totals else owner.behaviour.collapses.get(day, 1.0)
    restates = owner.behaviour.restates
    return Known(
        share=round(passed, 3) * left,
        is_final=not restates or now >= ends + FINAL_AFTER,
        is_settled=not restates or now >= ends + SETTLED_AFTER,
    )


def _partly(whole: SessionDay, share: float) -> SessionDay:
    if share >= 1:
        return whole
    kept = happens(words(whole.sessions.column("session_id")), "collapse", share)
    return _of_sessions(whole, whole.sessions.filter(pa.array(kept)))


def _unfinished(whole: SessionDay, day: date) -> SessionDay:
    """Without late key events and purchases, and with unknown sources."""
    sessions, numbers = whole.sessions, words(whole.sessions.column("session_id"))
    unknown, late = happens(numbers, "source", UNKNOWN_SOURCES), happens(numbers, "late", LATE_EVENTS)
    for name in ("source", "medium", "campaign"):
        texts = pc.if_else(pa.array(unknown), NOT_AVAILABLE, sessions.column(name))
        sessions = sessions.set_column(sessions.schema.get_field_index(name), name, texts)
    key_events = sessions.column("key_events")
    none = pa.repeat(pa.scalar([], pa.list_(pa.string())), len(sessions))
    kept = pc.if_else(pa.array(late), none, key_events)
    sessions = sessions.set_column(sessions.schema.get_field_index("key_events"), "key_events", kept)
    arrived = sessions.column("session_id").filter(pa.array(~late))
    purchases = whole.purchases.filter(pc.is_in(whole.purchases.column("session_id"), arrived.combine_chunks()))
    return SessionDay(sessions, purchases, whole.costs)


def _of_sessions(whole: SessionDay, sessions: pa.Table) -> SessionDay:
    kept = sessions.column("session_id").combine_chunks()
    purchases = whole.purchases.filter(pc.is_in(whole.purchases.column("session_id"), kept))
    return SessionDay(sessions, purchases, whole.costs)
