"""The demo company's days on the web, as the lake is given them: as they were first, and as vendors restate them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import Any

import pyarrow as pa
from any_sequence.books import VISITS_A_DAY

from connectors.common.stream import DayFacts, Facts, Quality, Rows, Stream
from connectors.google_analytics.catalogue import STANDARD
from connectors.yandex_metrica import VISITS
from pipelines.lake import Lake, WindowLoad
from sandbox.company.company import SEED, Company

SCHEMAS: Mapping[str, pa.Schema] = {
    "yandex_metrica__visits": VISITS,
    **{f"google_analytics__{name}": report.schema for name, report in STANDARD.items()},
}
ORIGIN = ("session_source", "session_medium", "session_campaign_name")
PURCHASE = 3000001
Row = dict[str, Any]


@lru_cache(maxsize=64)
def visits_of(day: date) -> tuple[Row, ...]:
    """The real visits of a day."""
    rows = Company(SEED, VISITS_A_DAY).visits(day).to_pylist()
    for row in rows:
        row["ip_address"] = sha256(row["ip_address"].encode()).hexdigest()[:16]
    return tuple(rows)


def restated(day: date, seed: int) -> list[Row]:
    """The day as the vendor tells it later: other sources, goals and people, visits that came and went."""
    dice, before = Random(seed), visits_of(day)
    rows = [dict(row) for row in before if dice.random() > 0.1]
    for row in rows:
        if dice.random() < 0.2:
            like = dice.choice(before)
            row.update({name: value for name, value in like.items() if name.startswith("last_")})
        if dice.random() < 0.1:
            row["goals_id"] = [*row["goals_id"], PURCHASE]
            row["goals_date_time"] = [*row["goals_date_time"], row["date_time_utc"]]
        if dice.random() < 0.1:
            row["client_id"] = dice.choice(before)["client_id"]
    late = [dict(row, date=day, visit_id=row["visit_id"] // 2 + seed) for row in visits_of(day - timedelta(days=1))[:3]]
    return [*rows, *late]


def load_visits(lake: Lake, day: date, rows: Sequence[Row], now: datetime) -> None:
    """Replace the day of the logs, through the lake's own door; the guard against shrinking days holds here too."""
    stream = Stream(VISITS, key=("visit_id", "counter_id", "date"))
    _load(lake, "yandex_metrica", "visits", stream, day, rows, now, None)


def load_reports(lake: Lake, day: date, rows: Sequence[Row], now: datetime, seed: int) -> None:
    """Replace the day of the other counter's reports, which count the same visits."""
    dice = Random(seed)
    origins = Counter((row["last_utm_source"] or "(direct)", row["last_utm_medium"] or "(none)") for row in rows)
    tagged = [(dict(zip(ORIGIN, (*origin, "(not set)"), strict=True)), number) for origin, number in origins.items()]
    group = {"session_default_channel_group": "Paid Search"}
    reports: dict[str, list[Row]] = {
        "campaign_days": [
            {**tags, **group, "sessions": number, "engaged_sessions": number // 2, "key_events": float(number // 3)}
            for tags, number in tagged
        ],
        "key_event_days": [
            {**tags, **group, "event_name": str(PURCHASE), "key_events": float(number // 3), "sessions": number // 3}
            for tags, number in tagged
            if number // 3
        ],
        "daily_totals": [{"sessions": len(rows), "key_events": float(sum(number // 3 for _, number in tagged))}],
        "ad_cost_days": [
            {**tags, "advertiser_ad_cost": Decimal(number * dice.randint(1, 9)), "currency": "RUB"}
            for tags, number in tagged
            if tags["session_medium"] == "cpc"
        ],
    }
    quality = Quality(is_thresholded=True) if dice.random() < 0.3 else None
    for name, made in reports.items():
        stream = Stream(STANDARD[name].schema, key=(), refresh=(), settles_after=3)
        _load(lake, "google_analytics", name, stream, day, [{"date": day, **row} for row in made], now, quality)


def _load(
    lake: Lake,
    source: str,
    name: str,
    stream: Stream,
    day: date,
    rows: Sequence[Row],
    now: datetime,
    quality: Quality | None,
) -> None:
    account = "90601234" if source == "yandex_metrica" else "345678901"
    with WindowLoad(lake, source, name, account, stream, [day], now) as load:
        if rows:
            load.add(Rows(pa.RecordBatch.from_pylist(list(rows), schema=stream.schema)))
        load.commit(Facts(rows_read=len(rows), days={day: DayFacts(quality=quality)}))
