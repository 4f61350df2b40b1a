"""What a reload changed: rows by their key, columns, totals; in the manifest of the day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from connectors.common.stream import Facts, Rows, Stream
from pipelines.lake import Lake, Manifest, WindowLoad
from pipelines.lake.restatement import Restatement
from pipelines.lake.windows import comparison

DAY = date(2026, 10, 5)
SCHEMA = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("date", pa.date32()),
        ("source", pa.string()),
        ("bounce", pa.bool_()),
        ("pages", pa.int32()),
        ("goals", pa.list_(pa.uint32())),
        ("revenue", pa.decimal128(18, 4)),
        ("sums", pa.list_(pa.decimal128(18, 4))),
    ]
)
MEASURES = ("bounce", "pages", "goals", "revenue", "sums")
VISITS = Stream(SCHEMA, key=("visit_id",), measures=MEASURES, money=("revenue", "sums"))
BIGGEST = 18446744073709551615

Row = dict[str, Any]


def visit(visit_id: int, **told: Any) -> Row:
    usual: Row = {"source": "ad", "bounce": False, "pages": 2, "goals": [], "revenue": Decimal("1.5"), "sums": []}
    return {"visit_id": visit_id, "date": DAY, **usual, **told}


def load(lake: Lake, rows: Sequence[Row], stream: Stream = VISITS) -> Manifest:
    batch = pa.RecordBatch.from_pylist(list(rows), schema=stream.schema)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with WindowLoad(lake, "m", "visits", "1", stream, [DAY], now) as window:
        [manifest] = window.take([Rows(batch), Facts(len(rows))])
    return manifest


def told(restatement: Restatement) -> dict[str, Any]:
    """Without what is about loads, and without what is empty or as it was."""
    shown = restatement.model_dump(exclude={"at", "load_id", "replaced", "measures"}, exclude_defaults=True)
    changed = {
        name: (change.before, change.after)
        for name, change in restatement.measures.items()
        if change.before != change.after
    }
    return shown | ({"measures": changed} if changed else {})


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "it's [a] lake*")


BEFORE = [visit(1), visit(2, source=None, goals=None), visit(BIGGEST, goals=[7, 8])]

CASES = [
    pytest.param(
        [*BEFORE, visit(4)],
        {"rows_after": 4, "added": 1, "measures": {"pages": ("6", "8"), "revenue": ("4.5000", "6.0000")}},
        id="a row came",
    ),
    pytest.param(
        BEFORE[:2],
        {
            "rows_after": 2,
            "vanished": 1,
            "measures": {"pages": ("6", "4"), "goals": ("2", "0"), "revenue": ("4.5000", "3.0000")},
        },
        id="a row went",
    ),
    pytest.param(
        [BEFORE[0], visit(2, source="ad", goals=None), BEFORE[2]],
        {"changed": 1, "columns": {"source": 1}},
        id="what was unknown is told",
    ),
    pytest.param(
        [visit(1, source=None), *BEFORE[1:]], {"changed": 1, "columns": {"source": 1}}, id="what was told is unknown"
    ),
    pytest.param(
        [BEFORE[0], visit(2, source=None, goals=[]), BEFORE[2]],
        {"changed": 1, "columns": {"goals": 1}},
        id="no goals are not unknown ones",
    ),
    pytest.param(
        [visit(1, bounce=True, source="organic"), visit(2, source="x", goals=None), BEFORE[2]],
        {"changed": 2, "columns": {"source": 2, "bounce": 1}, "measures": {"bounce": ("0", "1")}},
        id="the most changed column comes first",
    ),
    pytest.param(
        [BEFORE[0], BEFORE[1], visit(BIGGEST, goals=[7, 8, 0])],
        {"changed": 1, "columns": {"goals": 1}, "measures": {"goals": ("2", "3")}},
        id="a goal more",
    ),
    pytest.param(
        [BEFORE[0], BEFORE[1], visit(BIGGEST, goals=[8, 7])],
        {"changed": 1, "columns": {"goals": 1}},
        id="elements in another order",
    ),
    pytest.param(
        [visit(1, revenue=Decimal("99999999999999.9999")), *BEFORE[1:]],
        {
            "changed": 1,
            "columns": {"revenue": 1},
            "measures": {"revenue": ("4.5000", "100000000000002.9999")},
        },
        id="money to the last digit",
    ),
    pytest.param(
        [visit(1, sums=[Decimal("10"), Decimal("0.25")]), *BEFORE[1:]],
        {"changed": 1, "columns": {"sums": 1}, "measures": {"sums": ("0.0000", "10.2500")}},
        id="money in lists is summed",
    ),
    pytest.param(
        [visit(5), visit(6), visit(7)],
        {"added": 3, "vanished": 3, "measures": {"goals": ("2", "0")}},
        id="other rows altogether",
    ),
    pytest.param(
        [],
        {
            "rows_after": 0,
            "vanished": 3,
            "measures": {"pages": ("6", "0"), "goals": ("2", "0"), "revenue": ("4.5000", "0.0000")},
        },
        id="an empty day",
    ),
]


@pytest.mark.parametrize(("after", "expected"), CASES)
def test_what_changed(lake: Lake, after: list[Row], expected: dict[str, Any]) -> None:
    first = load(lake, BEFORE)
    second = load(lake, after)
    [restatement] = second.restatements
    assert told(restatement) == {"rows_before": 3, "rows_after": 3} | expected
    assert (restatement.load_id, restatement.replaced) == (second.load_id, first.load_id)
    assert restatement.at == second.loaded_at
    assert lake.manifests() == [second]


def test_the_first_load_of_a_day_restates_nothing(lake: Lake) -> None:
    assert load(lake, BEFORE).restatements == []


ALIKE = [None, [], [None], [0], [0, 0], [None, None]]


@pytest.mark.parametrize(("before", "after"), [(a, b) for a in ALIKE for b in ALIKE if a != b], ids=str)
def test_lists_that_look_alike_differ(lake: Lake, before: Any, after: Any) -> None:
    load(lake, [visit(1, goals=before)])
    [restatement] = load(lake, [visit(1, goals=after)]).restatements
    assert restatement.columns == {"goals": 1}


def test_the_same_rows_in_another_order_are_no_change(lake: Lake) -> None:
    first = load(lake, BEFORE)
    second = load(lake, BEFORE[::-1])
    assert second.restatements == []
    assert second.load_id != first.load_id


def test_a_load_tells_since_which_one_the_day_has_had_its_rows(lake: Lake) -> None:
    first = load(lake, BEFORE)
    assert first.same_rows_as is None
    assert [load(lake, BEFORE[::-1]).same_rows_as for _ in range(2)] == [first.load_id] * 2
    other = load(lake, [*BEFORE, visit(4)])
    assert other.same_rows_as is None
    assert load(lake, [*BEFORE, visit(4)]).same_rows_as == other.load_id


def test_all_changes_of_a_day_are_remembered(lake: Lake) -> None:
    load(lake, BEFORE)
    load(lake, [*BEFORE, visit(4)])
    load(lake, [*BEFORE, visit(4)])
    last = load(lake, BEFORE)
    assert [(each.added, each.vanished) for each in last.restatements] == [(1, 0), (0, 1)]
    assert last.restatements[1].load_id == last.load_id


def without(*names: str) -> Stream:
    fields = [field for field in SCHEMA if field.name not in names]
    measures = tuple(name for name in MEASURES if name not in names)
    return Stream(pa.schema(fields), key=("visit_id",), measures=measures)


def test_a_new_column_is_told_and_is_no_change_of_rows(lake: Lake) -> None:
    old = without("source", "pages")
    load(lake, [{name: row[name] for name in old.schema.names} for row in BEFORE], old)
    [restatement] = load(lake, [*BEFORE[1:], visit(1, bounce=True)]).restatements
    assert told(restatement) == {
        "rows_before": 3,
        "rows_after": 3,
        "changed": 1,
        "columns": {"bounce": 1},
        "columns_added": ["source", "pages"],
        "measures": {"bounce": ("0", "1")},
    }
    assert "pages" not in restatement.measures


def test_a_column_that_is_gone_is_told(lake: Lake) -> None:
    load(lake, BEFORE)
    new = without("source")
    [restatement] = load(lake, [{name: row[name] for name in new.schema.names} for row in BEFORE], new).restatements
    assert told(restatement) == {"rows_before": 3, "rows_after": 3, "columns_gone": ["source"]}
    assert not restatement.of_rows


def test_a_wider_type_of_a_column_is_no_change(lake: Lake) -> None:
    load(lake, BEFORE)
    place = SCHEMA.get_field_index("pages")
    wider = Stream(SCHEMA.set(place, pa.field("pages", pa.int64())), key=("visit_id",))
    assert load(lake, BEFORE, wider).restatements == []


def test_a_key_of_several_columns_of_which_some_are_unknown(lake: Lake) -> None:
    by_source = Stream(SCHEMA, key=("source", "bounce"))
    rows = [visit(1, source=None), visit(2, source="ad"), visit(3, source="ad", bounce=True)]
    load(lake, rows, by_source)
    [restatement] = load(lake, [visit(9, source=None), *rows[1:]], by_source).restatements
    assert told(restatement) == {"rows_before": 3, "rows_after": 3, "changed": 1, "columns": {"visit_id": 1}}


def test_a_key_that_comes_twice_is_counted_twice_and_multiplies_nothing(lake: Lake) -> None:
    load(lake, [visit(1), visit(1), visit(1), visit(2)])
    [restatement] = load(lake, [visit(1), visit(1), visit(2, pages=3)]).restatements
    assert (restatement.added, restatement.vanished, restatement.changed) == (0, 1, 1)


def test_a_former_file_that_cannot_be_read_is_replaced_and_that_is_said(lake: Lake) -> None:
    load(lake, BEFORE)
    lake.day("m", "visits", "1", DAY).data.write_bytes(b"PAR1 and nothing else")
    healed = load(lake, BEFORE)
    assert healed.restatements == []
    assert healed.warnings[0].startswith("2026-10-05: what changed since the former load can't be told: ")
    assert lake.manifests() == [healed]


def test_more_rows_than_memory_are_compared_with_the_help_of_the_disk(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "MEMORY_LIMIT", "60MB")
    stream = without("sums", "goals")
    columns: dict[str, Any] = {name: [None] * 150_000 for name in stream.schema.names}
    columns |= {"visit_id": list(range(150_000)), "date": [DAY] * 150_000}
    before = pa.RecordBatch.from_pydict(columns, schema=stream.schema)
    after = pa.RecordBatch.from_pydict(columns | {"source": ["x"] * 150_000}, schema=stream.schema)
    for batch in (before, after):
        with WindowLoad(lake, "m", "visits", "1", stream, [DAY]) as window:
            [manifest] = window.take([Rows(batch), Facts(150_000)])
    assert (manifest.restatements[0].changed, manifest.restatements[0].columns) == (150_000, {"source": 150_000})
    assert manifest.warnings == []
    assert list(lake.root.rglob(".*")) == []
