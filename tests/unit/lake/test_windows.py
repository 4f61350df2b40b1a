"""Windows: a day of an API is replaced whole, or not at all."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.errors import Problem
from connectors.common.stream import Facts, Rejected, Rows, Stream
from pipelines.lake import Lake, WindowLoad, storage
from pipelines.lake.windows import day_files

SCHEMA = pa.schema([("visit_id", pa.uint64()), ("date", pa.date32())])
VISITS = Stream(SCHEMA, key=("visit_id",))
FIRST, SECOND, THIRD = date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)


def rows(*visits: tuple[int, date]) -> Rows:
    columns = [pa.array([visit for visit, _ in visits], pa.uint64()), pa.array([day for _, day in visits], pa.date32())]
    return Rows(pa.RecordBatch.from_arrays(columns, schema=SCHEMA))


def window(lake: Lake, *days: date) -> WindowLoad:
    return WindowLoad(
        lake, "yandex_metrica", "visits", "901", VISITS, list(days), now=datetime(2026, 11, 1, tzinfo=UTC)
    )


def visits(lake: Lake, day: date) -> list[int]:
    path = lake.day("yandex_metrica", "visits", "901", day).data
    found: list[int] = pq.read_table(path, partitioning=None).column("visit_id").to_pylist()
    return found


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_every_day_of_the_range_gets_a_file_and_a_manifest(lake: Lake) -> None:
    with window(lake, FIRST, SECOND, THIRD) as load:
        load.add(rows((1, SECOND), (18446744073709551615, FIRST)))
        load.add(rows((2, FIRST)))
        manifests = load.commit(Facts(rows_read=3, details={"request": 77}))
    assert [visits(lake, day) for day in (FIRST, SECOND, THIRD)] == [[18446744073709551615, 2], [1], []]
    assert lake.manifests() == manifests
    assert manifests[0].model_dump(exclude={"load_id"}) == {
        "source": "yandex_metrica",
        "stream": "visits",
        "account": "901",
        "partition": "2026-10-05",
        "kind": "window",
        "date_from": FIRST,
        "date_to": FIRST,
        "rows": 2,
        "rows_read": 2,
        "skipped": {},
        "quarantined": 0,
        "money_read": None,
        "money_loaded": None,
        "arrival": None,
        "file_name": None,
        "loaded_at": "2026-11-01T00:00:00+00:00",
        "details": {"request": 77},
        "warnings": [],
        "restatements": [],
        "shrunk": None,
        "quality": None,
        "settles_after": 4,
        "same_rows_as": None,
    }
    assert lake.days("yandex_metrica", "visits", "901") == {FIRST, SECOND, THIRD}
    assert lake.days("yandex_metrica", "visits", "902") == set()
    folder = lake.root / "raw/yandex_metrica/visits/account=901/date=2026-10-05"
    assert sorted(path.name for path in folder.iterdir()) == ["data.parquet", "load.json"]


def test_a_day_is_replaced_and_the_others_stay(lake: Lake) -> None:
    with window(lake, FIRST, SECOND) as load:
        load.add(rows((1, FIRST), (2, SECOND)))
        before = load.commit(Facts(2))
    with window(lake, SECOND) as load:
        load.add(rows((3, SECOND)))
        load.commit(Facts(1))
    assert (visits(lake, FIRST), visits(lake, SECOND)) == ([1], [3])
    after = lake.manifests()
    assert after[0] == before[0]
    assert after[1].load_id != before[1].load_id


def test_an_export_is_taken_piece_by_piece(lake: Lake) -> None:
    rejected = Rejected("part 3", 7, "visit_id", "not a number", "xxx")
    with window(lake, FIRST, SECOND) as load:
        manifests = load.take(iter([rows((1, SECOND)), rejected, Facts(2)]))
    assert [(load.rows, load.rows_read, load.quarantined) for load in manifests] == [(0, 1, 1), (1, 1, 0)]
    path = lake.day("yandex_metrica", "visits", "901", FIRST).quarantine
    assert pq.read_table(path, partitioning=None).to_pylist() == [
        {
            "file": "part 3",
            "file_sha": None,
            "line": 7,
            "column": "visit_id",
            "reason": "not a number",
            "text": "xxx",
        }
    ]


def test_a_clean_reload_empties_the_quarantine_of_the_day(lake: Lake) -> None:
    with window(lake, FIRST) as load:
        load.take([Rejected("part 1", 1, None, "broken", "x"), Facts(1)])
    with window(lake, FIRST) as load:
        load.take([rows((1, FIRST)), Facts(1)])
    assert not lake.day("yandex_metrica", "visits", "901", FIRST).quarantine.exists()


def test_nothing_is_visible_before_the_commit(lake: Lake) -> None:
    with window(lake, FIRST) as load:
        load.add(rows((1, FIRST)))
        assert lake.manifests() == []
        assert not list(lake.root.rglob("data.parquet"))
    assert lake.manifests() == []
    assert [path for path in lake.root.rglob("*") if path.is_file()] == []


def refused(lake: Lake, pieces: list[Any]) -> str:
    with pytest.raises(Problem) as problem, window(lake, FIRST) as load:
        load.take(pieces)
    assert lake.manifests() == []
    return str(problem.value)


def test_rows_that_got_lost_on_the_way_are_noticed(lake: Lake) -> None:
    assert refused(lake, [rows((1, FIRST)), Facts(rows_read=2)]) == (
        "yandex_metrica/visits/901: the source sent 2 rows, but 1 were accepted and 0 refused. "
        "Nothing was replaced; run again."
    )


def test_a_row_of_another_day_is_no_row_of_the_load(lake: Lake) -> None:
    assert refused(lake, [rows((1, SECOND)), Facts(1)]) == (
        "yandex_metrica/visits/901: a row of 2026-10-06 came, which was not asked for."
    )


def test_a_row_without_its_day_belongs_to_no_file(lake: Lake) -> None:
    nowhere = Rows(pa.RecordBatch.from_pydict({"visit_id": [1, 2], "date": [FIRST, None]}, schema=SCHEMA))
    assert refused(lake, [nowhere, Facts(2)]) == "yandex_metrica/visits/901: a row without its day came."


def test_rows_of_mixed_days_come_to_their_days_in_their_order(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_files, "MOST_WAITING", 100)  # some rows are written early
    days = [FIRST, SECOND, THIRD]
    with window(lake, *days) as load:
        for batch in range(20):
            load.add(rows(*((batch * 7 + row, days[(batch + row) % 3]) for row in range(7))))
            load.add(rows((1000 + batch, SECOND)))
        load.commit(Facts(160))
    found = [visits(lake, day) for day in days]
    for position, stored in enumerate(found):
        mixed = [row for row in range(140) if (row // 7 + row % 7) % 3 == position]
        assert [visit for visit in stored if visit < 1000] == mixed
    assert [visit for visit in found[1] if visit >= 1000] == list(range(1000, 1020))


def test_what_a_killed_comparison_left_is_swept(lake: Lake) -> None:
    spilled = lake.day("yandex_metrica", "visits", "901", FIRST).folder / ".comparing.1.tmp"
    spilled.mkdir(parents=True)
    (spilled / "duckdb_temp_storage.tmp").write_text("hashes")
    with window(lake, FIRST) as load:
        load.take([rows((1, FIRST)), Facts(1)])
    assert list(lake.root.rglob(".*")) == []


def test_what_a_load_says_of_itself_is_kept(lake: Lake) -> None:
    with window(lake, FIRST) as load:
        [manifest] = load.take([rows((1, FIRST)), Facts(1, warnings=("the field x was refused.",))])
    assert manifest.warnings == ["the field x was refused."]
    assert lake.manifests() == [manifest]


def test_an_export_without_its_facts_replaces_nothing(lake: Lake) -> None:
    assert refused(lake, [rows((1, FIRST))]) == (
        "yandex_metrica/visits/901: the export ended without its facts. Nothing was replaced; run again."
    )


def test_a_batch_of_another_schema_is_a_defect(lake: Lake) -> None:
    other = pa.RecordBatch.from_pydict({"date": [FIRST]})
    with pytest.raises(ValueError, match="the stream"), window(lake, FIRST) as load:
        load.add(Rows(other))


@pytest.mark.parametrize("days", [[], [FIRST, FIRST]])
def test_a_load_has_days_each_once(lake: Lake, days: list[date]) -> None:
    with pytest.raises(ValueError, match="each once"):
        window(lake, *days)


@pytest.mark.parametrize("account", ["../901", "a/b", "a=b", "", ".901", "9 0"])
def test_an_account_that_is_no_folder_name_is_refused(lake: Lake, account: str) -> None:
    with pytest.raises(Problem, match="can't name a folder"):
        lake.day("yandex_metrica", "visits", account, FIRST)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_killed_commit_leaves_each_day_old_or_new(
    lake: Lake, at: int, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window(lake, FIRST, SECOND) as load:
        load.take([rows((1, FIRST), (1, SECOND)), Facts(2)])
    done = 0
    honest = storage.move

    def move(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == at and not after:
            raise KeyboardInterrupt
        honest(source, target)
        if done == at:
            raise KeyboardInterrupt

    def reload() -> None:
        with window(lake, FIRST, SECOND) as load:
            load.take([rows((2, FIRST), (2, SECOND), (3, SECOND)), Facts(3)])

    with monkeypatch.context() as patch:
        patch.setattr(storage, "move", move)
        if at <= 6:  # a day is three moves: the coming manifest, the data, the manifest
            with pytest.raises(KeyboardInterrupt):
                reload()
        else:
            reload()
    for load_of_day, new in zip(lake.manifests(), (1, 2), strict=True):
        stored = visits(lake, date.fromisoformat(load_of_day.partition))
        assert (load_of_day.rows, stored[0]) in ((1, 1), (new, 2))
        assert len(stored) == load_of_day.rows
    reload()
    assert [load.rows for load in lake.manifests()] == [1, 2]
    assert list(lake.root.rglob(".*")) == []
