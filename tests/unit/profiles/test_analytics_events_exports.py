"""Google Analytics' event export: Parquet and JSON lie in the lake alike, and nobody's name does."""

import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.exports.analytics_events import Event, Session, as_json, as_parquet, exported

SESSIONS = (
    Session(
        "123.456", 1, datetime(2026, 10, 5, 12, 0), ("/", "/kettles?utm_source=x"), ("generate_lead",),
        click=("yandex", "cpc", "autumn"), channel="Paid Search", tags=("ya", "cpc", "autumn"),
        referrer="https://yandex.ru/", paid=("A-1", 1499.9),
    ),
    Session("789.012", 3, datetime(2026, 10, 5, 23, 59, 50), ("/", "/late"), gclid="Cj0", device="mobile"),
    Session("555.666", 1, datetime(2026, 10, 5, 8, 0), consent=False),
)  # fmt: skip
DAY = exported(SESSIONS, "20261005")
FORMATS = {
    "parquet": as_parquet(DAY),
    "json": as_json(DAY),
    "json, numbers": as_json(DAY, numbers_as_text=False),
    "json with a mark": b"\xef\xbb\xbf" + as_json(DAY),
}


@pytest.mark.parametrize("content", FORMATS.values(), ids=FORMATS)
def test_every_event_lies_in_the_lake_as_it_was_exported(box: Any, content: bytes) -> None:
    report = box.deliver("analytics", content, "events_20261005.bin")
    assert (report.clean, report.recognised) == (True, "Google Analytics events"), report.sentence
    rows = box.rows("web_events")
    assert len(rows) == len(DAY)
    assert [(row["event"], row["sequence"]) for row in rows] == [(each["event_name"], sequence(each)) for each in DAY]
    (purchase,) = (row for row in rows if row["event"] == "purchase")
    assert {name: purchase[name] for name in PURCHASE} == PURCHASE
    (_, late) = (row for row in rows if row["visitor_id"] == "789.012")
    assert (late["device"], late["is_google_ads"], late["session_number"]) == ("mobile", True, 3)
    unknown = [row for row in rows if row["visitor_id"] is None]
    assert [row["session_id"] for row in unknown] == [None] * 3
    (load,) = box.loads("web_events")
    assert (load.date_from, load.date_to, load.money_loaded) == (date(2026, 10, 5), date(2026, 10, 5), "1499.9000")
    assert "customer-77" not in box.on_disk()


def sequence(event: Event) -> str:
    """By which events of one moment are told apart."""
    return f"{event['event_bundle_sequence_id']}-{event['batch_page_id']}--{event['batch_event_index']}"


PURCHASE = {
    "happened_at": datetime(2026, 10, 5, 9, 0, 20, 5),
    "event_date": date(2026, 10, 5),
    "visitor_id": "123.456",
    "session_id": str(SESSIONS[0].session),
    "session_number": 1,
    "is_engaged": True,
    "page_location": "https://shop.example/kettles?utm_source=x",
    "page_referrer": None,
    "session_source": "yandex",
    "session_medium": "cpc",
    "session_campaign": "autumn",
    "vendor_channel": "Paid Search",
    "source": None,
    "device": "desktop",
    "country": "Russia",
    "city": "Moscow",
    "browser": "Chrome",
    "browser_language": "ru-ru",
    "transaction_id": "A-1",
    "revenue": Decimal("1499.9000"),
    "currency": "RUB",
    "part": None,
}


@pytest.mark.parametrize("write", [as_parquet, as_json], ids=["parquet", "json"])
def test_contacts_in_addresses_are_replaced(box: Any, write: Any) -> None:
    said = Session("1.2", 1, datetime(2026, 10, 5, 9), ("/thanks?email=anna@post.example&phone=%2B79161234567",))
    report = box.deliver("analytics", write(exported([said])))
    assert report.clean, report.sentence
    assert {row["page_location"][:33] for row in box.rows("web_events")} == {"https://shop.example/thanks?email"}
    assert not [word for word in ("anna@", "9161234567") if word in box.on_disk()]


def changed(event: Event, **new: Any) -> bytes:
    """One event as JSON with other values."""
    return json.dumps({**json.loads(as_json([event])), **new}).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (b'{"event_name": "cut off\n', None, "this line is no JSON object"),
        (b"[1, 2]\n", None, "this line is no JSON object"),
        (b"\xff\xfe{}\n", None, "this line is no JSON object"),
        (b"[" * 5000 + b"\n", None, "this line is no JSON object"),
        (changed(DAY[0], event_timestamp="yesterday"), "happened_at", "not a date and time"),
        (changed(DAY[0], event_date="20261340"), "event_date", "not a date"),
        (changed(DAY[0], event_name=None), "event", "empty"),
    ],
    ids=["cut off", "no object", "no text", "nested without end", "no moment", "no day", "no name"],
)
def test_a_line_that_is_no_event_is_refused_alone(box: Any, line: bytes, column: str | None, reason: str) -> None:
    report = box.deliver("analytics", as_json(DAY[:2]) + line + as_json(DAY[2:4]), "events_20261005.json")
    assert report.refused is None
    assert len(box.rows("web_events")) == 4
    ((at, found, said, _),) = box.quarantine("web_events")
    assert (at, found) == (3, column)
    assert reason in said


def test_whole_numbers_and_fractions_keep_their_digits(box: Any) -> None:
    event = next(each for each in DAY if each["event_name"] == "purchase")
    beyond = changed(
        event, event_bundle_sequence_id=92233720368547758071, ecommerce={"purchase_revenue": 33.333333333333336}
    )
    box.deliver(
        "analytics",
        beyond + b'{"event_name": "\\ud83d", "event_date": "20261005", "event_timestamp": 1791186000000000}\n',
    )
    first, half = box.rows("web_events")
    assert (first["sequence"].split("-")[0], first["revenue"]) == ("92233720368547758071", Decimal("33.3333"))
    assert half["event"] == "?"


@pytest.mark.parametrize("write", [as_parquet, as_json], ids=["parquet", "json"])
def test_a_purchase_without_a_number_or_a_sum_is_kept_without_them(box: Any, write: Any) -> None:
    """Pages send such values, and BigQuery writes them."""
    purchase = next(each for each in DAY if each["event_name"] == "purchase")
    nothing = purchase | {"ecommerce": {"transaction_id": "(not set)", "purchase_revenue": math.nan}}
    if write is as_json:
        nothing["ecommerce"]["purchase_revenue"] = "NaN"
    report = box.deliver("analytics", write([nothing]))
    assert report.clean, report.sentence
    (row,) = box.rows("web_events")
    assert [row[name] for name in ("event", "transaction_id", "revenue", "currency")] == ["purchase", None, None, None]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("events_20261005.parquet", None),
        ("events_20261005_000000000003.parquet", "000000000003"),
        ("events_20261005-000000000000.json", "000000000000"),
        ("events_202610070930.parquet", None),
    ],
)
def test_the_name_tells_which_part_of_a_day_it_is(box: Any, name: str, part: str | None) -> None:
    box.deliver("analytics", as_json(DAY) if name.endswith("json") else as_parquet(DAY), name)
    assert {row["part"] for row in box.rows("web_events")} == {part}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"orders": [1]}\n', "this is JSON"),
        (b'[{"event_name": "x", "event_timestamp": 1, "event_params": []}]\n', "this is JSON"),
        (b'{\n"event_name": "x",\n"event_timestamp": 1, "event_params": []}\n', "this is JSON"),
        (as_parquet(DAY)[:-40], "this Parquet file is damaged"),
    ],
    ids=["other objects", "a list", "an object of many lines", "a damaged file"],
)
def test_what_is_no_export_of_events_is_refused_as_before(box: Any, content: bytes, said: str) -> None:
    assert said in str(box.deliver("analytics", content, "events").refused)
