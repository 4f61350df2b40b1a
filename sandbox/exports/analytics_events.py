"""Google Analytics 4's export to BigQuery, as `events_YYYYMMDD` leaves it: Parquet, or a JSON object a line."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from sandbox.exports.analytics_schema import EVENTS

Event = dict[str, Any]
ZONE = ZoneInfo("Europe/Moscow")
PAGE_TIME = timedelta(seconds=20)


@dataclass(frozen=True)
class Session:
    """`at` is on the property's clock. Each page is looked at for 20 seconds, each of `reached` happens on the last.

    `click`: source, medium and campaign of the vendor's last click; `tags` those of the landing page's UTM. `paid` is
    an order: number, revenue. Without `consent` events name neither browser nor session.
    """

    browser: str
    number: int
    at: datetime
    pages: tuple[str, ...] = ("/",)
    reached: tuple[str, ...] = ()
    click: tuple[str, str, str] | None = None
    channel: str | None = None
    tags: tuple[str, str, str] | None = None
    gclid: str | None = None
    referrer: str | None = None
    paid: tuple[str, float] | None = None
    is_engaged: bool = True
    consent: bool = True
    device: str = "desktop"
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        """In UTC, without a zone."""
        return self.at.replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)

    @property
    def session(self) -> int:
        """Google numbers sessions by the second of their beginning."""
        return int(self.at.replace(tzinfo=ZONE).timestamp())

    def events(self) -> Iterator[Event]:
        """In the order of time, as rows of the export."""
        names = ["session_start", *(["first_visit"] if self.number == 1 else [])]
        names += ["page_view"] * len(self.pages) + [*self.reached, *(["purchase"] if self.paid else [])]
        page = -1
        for position, name in enumerate(names):
            page += name == "page_view"
            yield self._event(position, name, max(page, 0))

    def _event(self, position: int, name: str, page: int) -> Event:
        at = self.at + page * PAGE_TIME
        moment = int(at.replace(tzinfo=ZONE).timestamp()) * 1_000_000 + position
        params = [_param("page_location", "https://shop.example" + self.pages[page])]
        params += [_param("engagement_time_msec", 20_000)] if name == "page_view" else []
        params += [_param("session_engaged", "1" if self.is_engaged else "0")]
        if self.consent:
            params += [_param("ga_session_id", self.session), _param("ga_session_number", self.number)]
        if self.referrer and page == 0:
            params.append(_param("page_referrer", self.referrer))
        params += [_param(key, text) for key, text in self.more.items()]
        event: Event = {
            "event_date": f"{at:%Y%m%d}",
            "event_timestamp": moment,
            "event_name": name,
            "event_params": params,
            "event_bundle_sequence_id": position,
            "user_id": "customer-77",
            "user_pseudo_id": self.browser if self.consent else None,
            "user_properties": [_param("plan", "gold")],
            "device": {
                "category": self.device,
                "operating_system": "Android",
                "language": "ru-ru",
                "web_info": {"browser": "Chrome", "browser_version": "141"},
            },
            "geo": {"city": "Moscow", "country": "Russia"},
            "batch_page_id": moment // 1000,
            "batch_event_index": position,
        }
        if name == "purchase" and self.paid:
            event["ecommerce"] = {"transaction_id": self.paid[0], "purchase_revenue": self.paid[1]}
            params.append(_param("currency", "RUB"))
        return event | self._origin(is_first=page == 0)

    def _origin(self, is_first: bool) -> Event:
        said: Event = {}
        if is_first and (self.tags or self.gclid):
            source, medium, campaign = self.tags or (None, None, None)
            said["collected_traffic_source"] = {
                "manual_source": source,
                "manual_medium": medium,
                "manual_campaign_name": campaign,
                "gclid": self.gclid,
            }
        if self.click:
            source, medium, campaign = self.click
            cross = {"source": source, "medium": medium, "campaign_name": campaign}
            said["session_traffic_source_last_click"] = {
                "manual_campaign": cross,
                "cross_channel_campaign": cross | {"default_channel_group": self.channel},
            }
        return said


def exported(sessions: Iterable[Session], day: str = "") -> list[Event]:
    """The events of sessions; `day` (20261005) leaves only those of one table. BigQuery's rows have no order."""
    events = [event for session in sessions for event in session.events()]
    return sorted(
        (each for each in events if not day or each["event_date"] == day), key=lambda each: each["event_name"]
    )


def as_parquet(events: Sequence[Event]) -> bytes:
    """As `bq extract --destination_format=PARQUET` writes it."""
    out = BytesIO()
    pq.write_table(pa.Table.from_pylist(list(events), schema=EVENTS), out, compression="snappy")
    return out.getvalue()


def as_json(events: Sequence[Event], numbers_as_text: bool = True) -> bytes:
    """As `--destination_format=NEWLINE_DELIMITED_JSON` does: NULLs are left out, whole numbers are text."""
    return b"".join(json.dumps(_plain(event, numbers_as_text), ensure_ascii=False).encode() + b"\n" for event in events)


def _plain(value: Any, as_text: bool) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner, as_text) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_plain(inner, as_text) for inner in value]
    return str(value) if as_text and isinstance(value, int) and not isinstance(value, bool) else value


def _param(key: str, value: str | int) -> Event:
    return {"key": key, "value": {"int_value" if isinstance(value, int) else "string_value": value}}
