"""The texts of an event's places as columns of `web_events`: moments and days in ISO, one place in the batch."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.stream import Rows
from connectors.files.batches import blank_is_null, text_rows, text_schema
from connectors.google_analytics.events.leaves import ANSWERS, LEAVES

SEQUENCE = ("bundle", "batch_page", "batch_order", "batch_index")
HEADER = (*(name for name in LEAVES if name not in SEQUENCE), "sequence", "part")
_SCHEMA = text_schema(HEADER)
_MICROSECONDS = r"^\d{15,16}$"
_PART = re.compile(r"[-_](0000\d{8})(?:\.|$)")  # without the zeros it is the time of an export
NOT_SET = "(not set)"
_NOTHING = pa.nulls(1, pa.string())[0]  # pa.scalar() would import pandas with the definitions


def part_of(path: Path) -> str | None:
    """`events_20261005_000000000003.parquet` is part 3 of a day that was exported in many files."""
    found = _PART.search(path.name)
    return found[1] if found else None


def event_rows(texts: Mapping[str, pa.Array], part: str | None, rows: Sequence[int], lines: Sequence[int]) -> Rows:
    """A batch under `HEADER`. `texts`: place → its text for each event."""
    columns = {name: _first([texts[place] for place in places], name) for name, places in LEAVES.items()}
    columns["event_date"] = pc.replace_substring_regex(columns["event_date"], r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3")
    columns["happened_at"] = _moments(columns["happened_at"])
    columns["is_google_ads"] = pc.if_else(_told(columns["is_google_ads"]), "true", _NOTHING)
    numbers = [pc.coalesce(columns[name], pa.scalar("")) for name in SEQUENCE]
    columns["sequence"] = pc.binary_join_element_wise(*numbers, "-")
    columns["part"] = pa.repeat(pa.scalar(part, pa.string()), len(rows))
    return text_rows([columns[name] for name in HEADER], rows, lines, _SCHEMA)


def _moments(texts: pa.Array) -> pa.Array:
    """Microseconds since 1970 as ISO in UTC; what is no such number stays, and its row is refused for it."""
    understood = pc.match_substring_regex(texts, _MICROSECONDS)
    numbers = pc.cast(pc.if_else(understood, texts, _NOTHING), pa.int64())
    moments = pc.cast(pc.cast(numbers, pa.timestamp("us", tz="UTC")), pa.string())
    return pc.coalesce(moments, texts)


def _first(places: Sequence[pa.Array], name: str) -> pa.Array:
    """The first that is filled; the vendor's `(not set)` only where no other place tells more, or as an answer."""
    if len(places) == 1:
        return places[0]
    filled = [blank_is_null(texts) for texts in places]
    told = [] if name in ANSWERS else [pc.if_else(_told(texts), texts, _NOTHING) for texts in filled]
    return pc.coalesce(*told, *filled)


def _told(texts: pa.Array) -> pa.Array:
    return pc.fill_null(pc.not_equal(texts, NOT_SET), False)
