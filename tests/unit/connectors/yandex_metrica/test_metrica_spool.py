"""Parts in the spool are whole or not there, and tell of themselves."""

from pathlib import Path

import pyarrow as pa
import pytest

from connectors.common.errors import SourceDown
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.logs.locks import Locks
from connectors.yandex_metrica.logs.spool import Spool
from connectors.yandex_metrica.logs.spooled_part import SpooledPart

SCHEMA = pa.schema([("visit_id", pa.uint64()), ("goals_id", pa.list_(pa.uint32())), ("date", pa.date32())])
REJECTED = Rejected("part 3", 17, "date", "«вчера» is not a date", "1\t***")


def batch(first: int, rows: int) -> pa.RecordBatch:
    ids = list(range(first, first + rows))
    return pa.RecordBatch.from_arrays(
        [pa.array(ids, pa.uint64()), pa.array([[n, 1] for n in ids], pa.list_(pa.uint32())),
         pa.array([20000] * rows, pa.date32())],
        schema=SCHEMA,
    )  # fmt: skip


def spooled(spool: Spool) -> SpooledPart:
    with spool.writer("key", 3, SCHEMA) as writer:
        writer.add(Rows(batch(0, 5)))
        writer.add(REJECTED)
        writer.add(Rows(batch(5, 2)))
        return writer.finish(3, 1234, "ab")


def test_a_part_comes_back_as_it_was_put_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    part = spooled(spool)
    assert spool.found("key", 3, SCHEMA) == part
    assert (part.bytes, part.rows, part.rejected, part.sha256) == (1234, 7, 1, "ab")
    assert list(part.batches()) == [batch(0, 5), batch(5, 2)]
    assert [one.schema.names for one in part.batches(("date", "visit_id"))] == [["visit_id", "date"]] * 2
    assert list(part.refused_rows()) == [REJECTED]


def test_a_part_that_isnt_finished_is_not_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    with spool.writer("key", 3, SCHEMA) as writer:
        writer.add(Rows(batch(0, 5)))
    assert spool.found("key", 3, SCHEMA) is None
    assert list((tmp_path / "key").iterdir()) == []


def test_a_part_of_other_columns_or_torn_is_not_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    part = spooled(spool)
    assert spool.found("key", 3, SCHEMA.remove(1)) is None
    assert spool.found("key", 4, SCHEMA) is None
    whole = part.path.read_bytes()
    for length in (0, 7, len(whole) // 2, len(whole) - 1):
        part.path.write_bytes(whole[:length])
        assert spool.found("key", 3, SCHEMA) is None
    part.path.write_bytes(whole)
    next(tmp_path.rglob("*.jsonl")).unlink()
    assert spool.found("key", 3, SCHEMA) is None


def test_a_part_that_rots_is_a_sentence_and_removed(tmp_path: Path) -> None:
    part = spooled(Spool(tmp_path))
    part.path.write_bytes(b"rotten")
    with pytest.raises(SourceDown, match="this part can't be read from our own disk any more"):
        list(part.batches())
    assert not part.path.exists()


def test_a_part_without_rows_is_a_part(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    with spool.writer("key", 0, SCHEMA) as writer:
        writer.finish(0, 20, "cd")
    found = spool.found("key", 0, SCHEMA)
    assert found is not None
    assert list(found.batches()) == list(found.refused_rows()) == []


def test_what_is_removed_is_gone_and_removing_nothing_is_harmless(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spooled(spool)
    assert spool.keys() == {"key"}
    spool.remove("key")
    spool.remove("key")
    assert spool.keys() == set()


def test_one_holder_at_a_time_has_a_lock(tmp_path: Path) -> None:
    ours, theirs = Locks(tmp_path), Locks(tmp_path)
    assert ours.take("key")
    assert ours.take("key")
    assert not theirs.take("key")
    ours.let_go("key")
    assert theirs.take("key")
    assert (theirs.holds("key"), ours.holds("key")) == (True, False)
    theirs.let_go("key", finished=True)
    assert list(tmp_path.iterdir()) == []
