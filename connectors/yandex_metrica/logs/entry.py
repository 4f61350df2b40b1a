"""A log request as the ledger knows it.

A request goes `intent` (a POST may have been sent) → `asked` (its id is known) → `spooled` (all parts are on our disk)
→ `loaded` (its rows are in the lake); `given_up` ends it without. `held` tells apart from that whether the server may
still hold something of ours: a log to clean, or a request to cancel.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Self

from connectors.yandex_metrica.logs.order import LogOrder

State = Literal["intent", "asked", "spooled", "loaded", "given_up"]
LIVE: tuple[State, ...] = ("intent", "asked", "spooled")
Listing = tuple[tuple[int, int | None], ...]


@dataclass(frozen=True)
class Entry:
    """`seen`: identical requests that were on the server before ours. `listed`: number and size of each part."""

    key: str
    order: LogOrder
    asked_at: datetime
    seen: frozenset[int]
    request_id: int | None
    foreign: bool
    state: State
    held: bool
    attribution: str | None
    listed: Listing | None

    @property
    def live(self) -> bool:
        """Can it still become rows?"""
        return self.state in LIVE

    @classmethod
    def of_row(cls, row: sqlite3.Row) -> Self:
        """As the table of requests holds it."""
        order = LogOrder(
            row["counter"], row["source"], date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]),
            tuple(row["fields"].split(",")), row["model"],
        )  # fmt: skip
        listed = json.loads(row["listed"]) if row["listed"] else None
        return cls(
            row["key"], order, datetime.fromisoformat(row["asked_at"]), frozenset(json.loads(row["seen"])),
            row["request_id"], bool(row["is_foreign"]), row["state"], bool(row["held"]), row["attribution"],
            tuple((number, size) for number, size in listed) if listed is not None else None,
        )  # fmt: skip
