"""Which folders of the lake are partitions, and in which order they are listed."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from connectors.common.stream import Facts, Rows, Stream
from pipelines.lake import Lake, WindowLoad
from pipelines.lake.manifest import MANIFEST

SCHEMA = pa.schema([("date", pa.date32())])
DAY = date(2026, 10, 5)


def load(lake: Lake, source: str, account: str, day: date = DAY) -> None:
    with WindowLoad(lake, source, "visits", account, Stream(SCHEMA, key=("date",)), [day]) as window:
        window.take([Rows(pa.RecordBatch.from_pylist([{"date": day}], schema=SCHEMA)), Facts(1)])


def test_manifests_are_ordered_by_source_stream_account_and_partition(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    accounts = ["1-a", "1", "10", "1.b"]
    for account in accounts:
        load(lake, "m", account, date(2026, 10, 6))
        load(lake, "m", account)
    load(lake, "a", "2")
    found = [(manifest.source, manifest.account, manifest.partition) for manifest in lake.manifests()]
    days = ("2026-10-05", "2026-10-06")
    assert found == [("a", "2", days[0]), *(("m", account, day) for account in sorted(accounts) for day in days)]


def test_what_else_lies_there_is_no_load(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.manifests() == []
    load(lake, "m", "1")
    (loaded,) = lake.manifests()
    account = lake.of(loaded).folder.parent
    (account / "date=2026-10-06").write_text("no folder")
    (account / "date=2026-10-07").mkdir()
    (account / "note=1").mkdir()
    (account / "note=1" / MANIFEST).write_text("no manifest")
    (account.parent / ".DS_Store").write_text("")
    (lake.root / "raw" / ".DS_Store").write_text("")
    assert lake.manifests() == [loaded]
