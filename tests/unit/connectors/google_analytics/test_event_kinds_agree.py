"""Whatever an event holds, Parquet and JSON of it say the same."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.stream import Rows
from connectors.files.reading import open_file
from connectors.google_analytics.events.leaves import KEYS, PARAMS
from sandbox.exports.analytics_events import as_json
from sandbox.exports.analytics_schema import EVENTS

TEXTS = (
    None,
    "",
    " ",
    "\u00a0",
    "(not set)",
    "yandex",
    "Чай ☕",
    "\u2028x",
    'a\tb"c',
    "\r\n",
    "1",
    "NaN",
    "İ",
    "x" * 300,
)
WHOLE = (0, 1, -1, 2**63 - 1, -(2**63), 1791190800000001, 999)
FRACTIONS = (0.0, -0.0, 1.5, 1e300, 1e-7, 0.1 + 0.2, 33.333333333333336, 1e15, 1e16, 12345678.0)
CHANCES = 800


def value(kind: pa.DataType, chance: random.Random) -> Any:
    if chance.random() < 0.2:
        return None
    if pa.types.is_struct(kind):
        return {field.name: value(field.type, chance) for field in kind}
    if pa.types.is_list(kind):
        return [value(kind.value_type, chance) for _ in range(chance.randrange(4))]
    if pa.types.is_string(kind):
        return chance.choice(TEXTS)
    return chance.choice(WHOLE if pa.types.is_integer(kind) else FRACTIONS)


def event(chance: random.Random) -> dict[str, Any]:
    made = {field.name: value(field.type, chance) for field in EVENTS}
    pairs = made[PARAMS] or []
    return made | {PARAMS: [pair and pair | {"key": chance.choice((*KEYS, "other", None))} for pair in pairs * 3]}


def rows(path: Path) -> list[dict[str, Any]]:
    pieces = list(open_file(path).table().pieces)
    assert all(isinstance(piece, Rows) for piece in pieces)
    return [row for piece in pieces if isinstance(piece, Rows) for row in piece.batch.to_pylist()]


@pytest.mark.parametrize("seed", range(3))
def test_events_of_any_content_are_the_same_as_parquet_and_as_json(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    events = [event(chance) for _ in range(CHANCES)]
    json_file, parquet_file = tmp_path / "events.json", tmp_path / "events.parquet"
    json_file.write_bytes(as_json(events, numbers_as_text=bool(seed % 2)))
    pq.write_table(pa.Table.from_pylist(events, schema=EVENTS), parquet_file, row_group_size=(300, 50, 800)[seed])
    found, expected = rows(json_file), rows(parquet_file)
    assert len(found) == CHANCES
    assert [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]] == []
    filled = {name for row in found for name, text in row.items() if text is not None}
    assert {"session_id", "source", "revenue", "is_google_ads", "page_location"} <= filled
