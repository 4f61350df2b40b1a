"""Files of exported events as text: nested places by path, parameters by key, in bounded memory."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.reading import open_file
from connectors.google_analytics.events import json_lines, parquet
from sandbox.exports.analytics_schema import EVENTS

Event = dict[str, Any]
USUAL: Event = {"event_date": "20261005", "event_timestamp": 1791190800000001, "event_name": "page_view"}
OTHER_CLICKS = {
    "cross_channel_campaign": {"source": "google", "medium": "organic", "campaign_name": "(not set)"},
    "manual_campaign": {"source": "mail", "medium": "email", "campaign_name": "october"},
}
NO_CLICK = ("is_google_ads", None)


def param(key: str, **value: Any) -> Event:
    return {"key": key, "value": value}


def place(number: int) -> Event:
    known = [param("ga_session_id", int_value=number), param("page_location", string_value="long" * number)]
    params = [param("other", string_value="x")] * (number % 4) + known * (number % 3)
    return USUAL | {"user_pseudo_id": f"{number}.1", "event_params": params}


def written(folder: Path, events: list[Event], kind: str, schema: pa.Schema = EVENTS) -> Path:
    path = folder / f"events_20261005.{kind}"
    if kind == "json":
        path.write_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in events))
    else:
        pq.write_table(pa.Table.from_pylist(events, schema=schema), path, row_group_size=50)
    return path


def read(path: Path) -> tuple[list[Event], list[Rejected], int]:
    """Rows, what was refused, and in how many batches."""
    rows: list[Event] = []
    refused, batches = [], 0
    for piece in open_file(path).table().pieces:
        if isinstance(piece, Rows):
            rows += piece.batch.to_pylist()
            batches += 1
        else:
            refused.append(piece)
    return rows, refused, batches


@pytest.mark.parametrize("kind", ["parquet", "json"])
@pytest.mark.parametrize("size", [None, 2000], ids=["whole", "in pieces"])
def test_each_event_has_its_own_parameters(tmp_path: Path, kind: str, size: int | None, monkeypatch: Any) -> None:
    for module in (parquet, json_lines):
        monkeypatch.setattr(module, "CHARACTERS_PER_BATCH", size or 1 << 24)
    events = [place(number) for number in range(120)]
    rows, _, batches = read(written(tmp_path, events, kind))
    assert [row["_row"] for row in rows] == [row["_line"] for row in rows] == list(range(1, 121))
    assert [(row["visitor_id"], row["session_id"], row["page_location"]) for row in rows] == [
        (f"{n}.1", str(n) if n % 3 else None, "long" * n if n % 3 else None) for n in range(120)
    ]
    assert (batches > 10) is bool(size)


@pytest.mark.parametrize("kind", ["parquet", "json"])
def test_of_several_values_the_first_counts(tmp_path: Path, kind: str) -> None:
    values = [
        param("ga_session_id", int_value=9007199254740993),
        param("ga_session_id", string_value="later"),
        param("value", double_value=0.30000000000000004),
        param("session_engaged", string_value="1"),
        param("source", string_value="by the page"),
        param("page_location"),
    ]
    collected = {"manual_source": "by the click"}
    event = USUAL | {"event_params": values, "collected_traffic_source": collected}
    ((row,), _, _) = read(written(tmp_path, [event], kind))
    expected = ("9007199254740993", "0.3", "1", "by the click", None)
    names = ("session_id", "revenue", "is_engaged", "source", "page_location")
    assert tuple(row[name] for name in names) == expected
    assert (row["happened_at"], row["event_date"]) == ("2026-10-05 09:00:00.000001Z", "2026-10-05")


@pytest.mark.parametrize("kind", ["parquet", "json"])
@pytest.mark.parametrize(
    ("said", "column", "expected"),
    [
        ({"collected_traffic_source": {"manual_source": " "}}, "source", "newsletter"),
        ({"collected_traffic_source": {"manual_source": "(not set)"}}, "source", "newsletter"),
        ({"collected_traffic_source": {"manual_medium": "(not set)"}}, "medium", "(not set)"),
        ({"session_traffic_source_last_click": OTHER_CLICKS}, "session_campaign", "(not set)"),
        ({"ecommerce": {"transaction_id": "(not set)"}}, "transaction_id", "A-1"),
        ({"session_traffic_source_last_click": {"google_ads_campaign": {"campaign_id": "(not set)"}}}, *NO_CLICK),
        ({"collected_traffic_source": {"gclid": " "}}, *NO_CLICK),
    ],
    ids=["blank", "not set", "not set anywhere", "of another click", "no order", "no campaign", "no click"],
)
def test_a_place_that_says_nothing_gives_way_to_the_next(
    tmp_path: Path, kind: str, said: Event, column: str, expected: str | None
) -> None:
    params = [param("source", string_value="newsletter"), param("transaction_id", string_value="A-1")]
    ((row,), _, _) = read(written(tmp_path, [USUAL | {"event_params": params} | said], kind))
    assert row[column] == expected


@pytest.mark.parametrize("kind", ["parquet", "json"])
def test_what_a_file_lacks_is_empty(tmp_path: Path, kind: str) -> None:
    few = pa.schema([EVENTS.field(name) for name in (*USUAL, "event_params")])
    ((row,), _, _) = read(written(tmp_path, [USUAL | {"event_params": []}], kind, few))
    filled = {name: text for name, text in row.items() if text is not None and name not in ("_row", "_line")}
    assert filled == {
        "event": "page_view",
        "event_date": "2026-10-05",
        "happened_at": "2026-10-05 09:00:00.000001Z",
        "sequence": "---",
    }


def test_the_columns_of_both_kinds_are_the_same(tmp_path: Path) -> None:
    headers = [open_file(written(tmp_path, [place(1)], kind)).table().header for kind in ("parquet", "json")]
    assert headers[0] == headers[1]
    assert "user_id" not in headers[0]


def test_events_of_long_texts_come_in_small_pieces(tmp_path: Path) -> None:
    long = USUAL | {"event_params": [param("page_location", string_value="x" * 100_000)]}
    sizes = [
        piece.batch.num_rows
        for piece in open_file(written(tmp_path, [long] * 200, "parquet")).table().pieces
        if isinstance(piece, Rows)
    ]
    assert (sum(sizes), max(sizes) <= 167) == (200, True)


def test_an_event_larger_than_any_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(parquet, "CHARACTERS_PER_BATCH", 1 << 20)
    path = written(tmp_path, [USUAL | {"user_pseudo_id": "x" * (3 << 20), "event_params": []}], "parquet")
    with pytest.raises(BadInput, match=r"it has an event of 3 MB\. Export it in parts\."):
        read(path)


def test_a_line_longer_than_any_event_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    path = written(tmp_path, [place(1), place(2), place(3) | {"user_id": "x" * 5000}], "json")
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 4000)
    with pytest.raises(BadInput, match=r"events_20261005\.json: line 3 is longer than any event is"):
        read(path)


@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.list_(pa.string()),
        pa.list_(pa.struct([("key", pa.string()), ("value", pa.string())])),
        pa.list_(pa.struct([("key", pa.int64()), ("value", pa.struct([("string_value", pa.string())]))])),
    ],
    ids=["text", "texts", "plain pairs", "numbered pairs"],
)
def test_parameters_that_are_no_pairs_of_the_export_are_no_export(tmp_path: Path, kind: pa.DataType) -> None:
    schema = pa.schema([*(EVENTS.field(name) for name in USUAL), ("event_params", kind)])
    path = tmp_path / "events.parquet"
    pq.write_table(schema.empty_table(), path)
    assert not parquet.EventsParquet.fits(path)


@pytest.mark.parametrize("name", ["event_date", "event_params", "device"])
def test_a_column_that_comes_twice_is_refused(tmp_path: Path, name: str) -> None:
    table = pa.Table.from_pylist([place(1)], schema=EVENTS)
    path = tmp_path / "events.parquet"
    pq.write_table(table.append_column(table.schema.field(name), table.column(name)), path)
    with pytest.raises(BadInput, match=r"the column “event_params” holds .*, which is not a plain value"):
        read(path)


ODD = {
    "a map where a struct should be": ("geo", pa.map_(pa.string(), pa.string()), [("city", "Moscow")]),
    "a list where a struct should be": ("device", pa.list_(pa.string()), ["desktop"]),
    "a text where a struct should be": ("ecommerce", pa.string(), "A-1"),
    "a struct where a text should be": ("user_pseudo_id", pa.struct([("a", pa.string())]), {"a": "1.2"}),
    "texts where a text should be": (
        "event_params",
        pa.list_(pa.struct([("key", pa.string()), ("value", pa.struct([("string_value", pa.list_(pa.string()))]))])),
        [{"key": "page_location", "value": {"string_value": ["x"]}}],
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_a_place_of_another_kind_is_empty(tmp_path: Path, case: str) -> None:
    name, kind, value = ODD[case]
    schema = EVENTS.set(EVENTS.get_field_index(name), pa.field(name, kind))
    event = USUAL | {"event_params": [], name: value}
    ((row,), _, _) = read(written(tmp_path, [event], "parquet", schema))
    read_of_it = ("city", "device", "transaction_id", "visitor_id", "page_location")
    assert [row[column] for column in read_of_it] == [None] * 5
    assert row["event"] == "page_view"


def test_texts_that_a_file_stores_once_a_group_are_those_of_their_rows(tmp_path: Path) -> None:
    """Some rows of a group lie in its dictionary, the others behind it."""
    locations = [f"https://shop.example/{number % 700:0200}" for number in range(2000)]
    events = [
        USUAL | {"user_pseudo_id": text[-9:], "event_params": [param("page_location", string_value=text)]}
        for text in locations
    ]
    path = tmp_path / "events.parquet"
    table = pa.Table.from_pylist(events, schema=EVENTS)
    pq.write_table(table, path, row_group_size=900, dictionary_pagesize_limit=20_000, data_page_size=5_000)
    rows, _, _ = read(path)
    assert [(row["page_location"], row["visitor_id"]) for row in rows] == [(text, text[-9:]) for text in locations]


def test_a_broken_line_at_the_beginning_is_refused_alone(tmp_path: Path) -> None:
    path = written(tmp_path, [place(1), place(2)], "json")
    path.write_bytes(b'{"event_name": "cut o\n' + json.dumps(USUAL).encode() + b"\n" + path.read_bytes())
    rows, refused, _ = read(path)
    assert ([row["_line"] for row in rows], [each.line for each in refused]) == ([2, 3, 4], [1])


def test_blank_lines_are_no_events(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    line = json.dumps(USUAL | {"event_params": []}).encode()
    path.write_bytes(BytesIO(b"\n\n" + line + b"\r\n  \n" + line).getvalue())
    rows, refused, _ = read(path)
    assert ([row["_line"] for row in rows], refused) == ([3, 5], [])
