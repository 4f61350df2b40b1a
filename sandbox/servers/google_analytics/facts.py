"""The facts that reports add up: a day's sessions, its events, and the credit that key events give, one row each."""

from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.google_analytics.described import NOT_SET, ORIGIN, coded, described, origin, same
from sandbox.servers.google_analytics.sessions import SessionDay

PURCHASE = "purchase"
FIRST_TOUCH_SHARE = 0.4
_AMOUNTS = ("revenue", "tax", "shipping", "refund")
_OF_PAGES = ("page_views", "seconds")


class Facts:
    """Of one day. `date` and its like are the report's business.

    `is_settled`: the model of attribution has seen all touches, and gives the first one its share.
    """

    def __init__(self, day: date, known: SessionDay, *, is_settled: bool = True) -> None:
        self.day, self._known, self._is_settled = day, known, is_settled

    @cached_property
    def sessions(self) -> pa.Table:
        """One row a session, with all that happened in it."""
        known = self._known.sessions
        key_events = pc.fill_null(pc.list_value_length(known.column("key_events")), 0).cast(pa.float64())
        bought = self._bought()
        new, engaged = known.column("is_new"), known.column("is_engaged")
        measures = {
            "page_views": known.column("page_views"),
            "seconds": known.column("seconds"),
            "new_users": new.cast(pa.int32()),
            "key_events": pc.add(key_events, bought["purchases"].cast(pa.float64())),
            **bought,
        }
        counted = [pc.add(1, measures["page_views"]), measures["new_users"], engaged.cast(pa.int32())]
        measures["event_count"] = _sum([*counted, measures["key_events"].cast(pa.int64())])
        return pa.table({**dict(zip(self._described.column_names, self._described.columns, strict=True)), **measures})

    @property
    def events(self) -> pa.Table:
        """One row an event of a session, and one a key event as often as it happened; too large to be kept."""
        known = self._known.sessions
        places = np.arange(known.num_rows)
        engaged, new = known.column("is_engaged").to_numpy(), known.column("is_new").to_numpy()
        plain = [
            self._event("session_start", places, is_key=False),
            self._event("first_visit", places[new], is_key=False, new_users=1),
            self._event("user_engagement", places[engaged], is_key=False),
            self._event("page_view", places, is_key=False, **{name: known.column(name) for name in _OF_PAGES}),
        ]
        return pa.concat_tables([*plain, self.key_events], promote_options="default")

    @cached_property
    def key_events(self) -> pa.Table:
        """One row a key event as often as it happened; purchases with their amounts."""
        known = self._known.sessions
        lists = known.column("key_events").combine_chunks()
        named = self._event("", pc.list_parent_indices(lists).to_numpy(), is_key=True)
        names = pc.list_flatten(lists).dictionary_encode()
        named = named.set_column(named.schema.get_field_index("eventName"), "eventName", names)
        bought = self._known.purchases
        places = pc.index_in(bought.column("session_id"), known.column("session_id").combine_chunks()).to_numpy()
        amounts = {name: bought.column(name) for name in _AMOUNTS}
        amounts["total_revenue"] = pc.subtract(amounts["revenue"], amounts["refund"])
        sold = self._event(
            PURCHASE, places, is_key=True, transactionId=coded(bought.column("transaction_id")), purchases=1
        )
        for name, values in amounts.items():
            sold = sold.append_column(name, values)
        return pa.concat_tables([named, sold], promote_options="default")

    @cached_property
    def credits(self) -> pa.Table:
        """Key events by whom they are credited to: the session's origin, and in part the user's first one."""
        events = self.key_events
        own = _credited(events, "session", 1 - FIRST_TOUCH_SHARE if self._is_settled else 1.0)
        if not self._is_settled:
            return own
        return pa.concat_tables([own, _credited(events, "firstUser", FIRST_TOUCH_SHARE)])

    @cached_property
    def costs(self) -> pa.Table:
        """One row a campaign that cost something."""
        known = self._known.costs
        columns = {"cost": known.column("cost"), "clicks": known.column("clicks")}
        return pa.table(
            {**origin(self.day, known, "session", ""), **columns, "impressions": known.column("impressions")}
        )

    @cached_property
    def _described(self) -> pa.Table:
        return pa.table(described(self.day, self._known.sessions))

    def _event(self, name: str, places: object, *, is_key: bool, **measures: object) -> pa.Table:
        """Rows of the sessions at these places; a measure is one number, or a column to take from or as it is."""
        rows = self._described.take(pa.array(places, pa.int64()))
        fixed = {"eventName": name, "isKeyEvent": "true" if is_key else "false"}
        columns: dict[str, object] = {key: same(text, rows.num_rows) for key, text in fixed.items()}
        columns["transactionId"] = measures.pop("transactionId", same(NOT_SET, rows.num_rows))
        columns["key_events"] = pa.array(np.full(rows.num_rows, float(is_key)))
        for measure, value in measures.items():
            one = isinstance(value, int)
            column = pa.repeat(value, rows.num_rows) if one else value.take(pa.array(places))  # type: ignore[attr-defined]
            columns[measure] = column.cast(pa.int64())
        columns["event_count"] = columns.get("page_views", pa.array(np.ones(rows.num_rows, np.int64)))
        return pa.table({**{key: rows.column(key) for key in rows.column_names}, **columns})

    def _bought(self) -> dict[str, pa.ChunkedArray]:
        """What each session bought, in columns beside the sessions."""
        bought, sessions = self._known.purchases, self._known.sessions.column("session_id").combine_chunks()
        places = pc.index_in(bought.column("session_id"), sessions).to_numpy()
        totals: dict[str, pa.Array] = {}
        for name in ("purchases", *_AMOUNTS):
            total = np.zeros(len(sessions), np.int64)
            np.add.at(total, places, 1 if name == "purchases" else bought.column(name).to_numpy())
            totals[name] = pa.array(total)
        totals["total_revenue"] = pc.subtract(totals["revenue"], totals["refund"])
        return {name: pa.chunked_array([total]) for name, total in totals.items()}


def _sum(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Element by element, as whole numbers."""
    total = columns[0].cast(pa.int64())
    for column in columns[1:]:
        total = pc.add(total, column.cast(pa.int64()))
    return total


def _credited(events: pa.Table, prefix: str, share: float) -> pa.Table:
    """The events with the origin of one touch under the bare names, and that touch's share of what they count."""
    for suffix in ORIGIN:
        events = events.append_column(suffix[0].lower() + suffix[1:], events.column(f"{prefix}{suffix}"))
    for measure in ("key_events", "purchases", "revenue", "total_revenue"):
        part = pc.multiply(pc.fill_null(events.column(measure).cast(pa.float64()), 0.0), share)
        events = events.set_column(events.schema.get_field_index(measure), measure, part)
    return events
