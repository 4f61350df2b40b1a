"""Parquet: every plain type as the text that a CSV would hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files import parquet
from connectors.files.parquet import column_text
from connectors.files.reading import read_file

MOMENT = datetime(2026, 10, 5, 12, 30, 1)


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["a", "", None]), ["a", "", None]),
        (pa.array([18446744073709551615], pa.uint64()), ["18446744073709551615"]),
        (pa.array([17850.0, 2.55, None, float("nan")]), ["17850", "2.55", None, None]),
        (pa.array([0.1 + 0.2, 3 * 2.55, 1e-7, -0.0]), ["0.3", "7.65", "0.0000001", "0"]),
        (pa.array([9007199254740991.0, 1.6285296404593142e18]), ["9007199254740991", "1.62852964045931E+18"]),
        (pa.array([2.55], pa.float32()), ["2.55"]),
        (pa.array([Decimal("1500.7500")]), ["1500.7500"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([date(2026, 10, 5)]), ["2026-10-05"]),
        (pa.array([MOMENT], pa.timestamp("us")), ["2026-10-05 12:30:01.000000"]),
        (pa.array([MOMENT], pa.timestamp("ns")), ["2026-10-05 12:30:01.000000"]),
        (pa.array([MOMENT.replace(tzinfo=UTC)], pa.timestamp("ms", "Europe/Moscow")), ["2026-10-05 12:30:01.000000Z"]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
        (pa.nulls(2), [None, None]),
    ],
    ids=str,
)
def test_a_column_as_text(column: pa.Array, texts: list[str | None]) -> None:
    assert column_text(column).to_pylist() == texts


def test_a_file_is_streamed_with_the_places_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "orders" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"order_id": [f"o{number}" for number in range(60_000)], " note ": [" "] * 60_000}), path)
    file = read_file(path)
    assert file.header == ("order_id", "note")
    batches = [piece.batch for piece in file.pieces if isinstance(piece, Rows)]
    assert [batch.num_rows for batch in batches] == [50_000, 10_000]
    assert batches[1].slice(0, 1).to_pylist() == [{"order_id": "o50000", "note": None, "_row": 50_001, "_line": 50_001}]


def test_a_text_that_repeats_is_unfolded_in_small_batches(tmp_path: Path) -> None:
    path = tmp_path / "orders" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"a": ["x" * 100_000] * 500, "b": ["1"] * 500}), path)
    batches = [piece.batch for piece in read_file(path).pieces if isinstance(piece, Rows)]
    assert max(batch.num_rows for batch in batches) < 200
    assert [number for batch in batches for number in batch["_row"].to_pylist()] == list(range(1, 501))


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("MOST_ROWS", "it has 3 rows. Export it in parts."),
        ("LARGEST_UNPACKED", "it has 0 MB in one piece of a column. Export it in parts."),
    ],
)
def test_what_is_too_large_is_refused(
    limit: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders" / "a.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"a": ["1", "2", "3"]}), path)
    monkeypatch.setattr(parquet, limit, 2)
    with pytest.raises(BadInput) as refused:
        read_file(path)
    assert str(refused.value) == f"orders/a.parquet: {sentence}"
