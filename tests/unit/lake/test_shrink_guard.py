"""A day that comes back much smaller waits beside the former one; killed anywhere, nothing is half or lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.common.stream import Facts, Rejected, Rows, Stream
from pipelines.lake import Lake, Manifest, WindowLoad, register_lake, storage
from pipelines.lake.windows.held import accept, held, settle

DAY, NEXT_DAY = date(2026, 10, 5), date(2026, 10, 6)
SCHEMA = pa.schema(
    [
        ("visit_id", pa.uint64()),
        ("date", pa.date32()),
        ("revenue", pa.decimal128(18, 4)),
        ("purchases", pa.list_(pa.decimal128(18, 4))),
    ]
)
VISITS = Stream(SCHEMA, key=("visit_id",), measures=("revenue",), money=("revenue", "purchases"))
NOW = datetime(2026, 11, 1, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Days:
    """Loads of one account, and what is seen of them."""

    lake: Lake

    def load(
        self, rows: int, *, revenue: str = "10", purchases: str = "5", refused: int = 0, days: Any = (DAY,)
    ) -> list[Manifest]:
        """`rows` visits on the first day and none on the others."""
        columns = {
            "visit_id": list(range(1, rows + 1)),
            "date": [days[0]] * rows,
            "revenue": [Decimal(revenue)] * rows,
            "purchases": [[Decimal(purchases)]] * rows,
        }
        rejects = [Rejected("part 1", line, None, "broken", f"x{rows}") for line in range(refused)]
        batch = pa.RecordBatch.from_pydict(columns, schema=SCHEMA)
        with WindowLoad(self.lake, "m", "visits", "1", VISITS, list(days), NOW) as window:
            return window.take([*rejects, Rows(batch), Facts(rows + refused, {"asked_at": "then"})])

    def waiting(self, day: date = DAY) -> Manifest | None:
        return held(self.partition(day))

    def accept(self, day: date = DAY) -> Manifest | None:
        return accept(self.partition(day), NOW)

    def partition(self, day: date = DAY) -> Any:
        return self.lake.day("m", "visits", "1", day)

    def seen(self, day: date = DAY) -> tuple[int, int, int]:
        """Rows by the manifest, in the file, and refused ones in the quarantine."""
        partition = self.partition(day)
        refused = pq.read_metadata(partition.quarantine).num_rows if partition.quarantine.exists() else 0
        manifest = self.lake.loads("m", "visits", "1")[day]
        return manifest.rows, pq.read_metadata(partition.data).num_rows, refused


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(Lake(tmp_path / "lake"))


NOTHING = "0 rows instead of 100, revenue 0.0000 instead of 1000.0000, purchases 0.0000 instead of 500.0000"
JUDGED = [
    pytest.param(100, {}, 69, {}, "69 rows instead of 100", id="69 of 100 rows"),
    pytest.param(100, {}, 70, {}, None, id="70 of 100 rows"),
    pytest.param(100, {}, 0, {}, NOTHING, id="none"),
    pytest.param(20, {}, 13, {}, "13 rows instead of 20", id="twenty rows are judged"),
    pytest.param(19, {}, 0, {}, None, id="nineteen are too few"),
    pytest.param(100, {}, 100, {"revenue": "6.99"}, "revenue 699.0000 instead of 1000.0000", id="money alone"),
    pytest.param(100, {}, 100, {"revenue": "7"}, None, id="70 percent of the money"),
    pytest.param(100, {}, 100, {"purchases": "1"}, "purchases 100.0000 instead of 500.0000", id="money in lists"),
    pytest.param(100, {"revenue": "0"}, 100, {"revenue": "0"}, None, id="no money ever"),
    pytest.param(100, {"revenue": "-5"}, 100, {"revenue": "-50"}, None, id="refunds outweigh"),
    pytest.param(100, {}, 1000, {}, None, id="growth"),
]


@pytest.mark.parametrize(("before", "worth", "after", "worth_then", "said"), JUDGED)
def test_what_shrinks_by_more_than_three_tenths_is_kept_aside(
    days: Days, before: int, worth: dict[str, str], after: int, worth_then: dict[str, str], said: str | None
) -> None:
    days.load(before, **worth)
    if said and after != before:
        worth_then = {"revenue": "10000", "purchases": "10000", **worth_then} if after else worth_then
    [load] = days.load(after, **worth_then)
    assert (load.shrunk.said if load.shrunk else None) == said
    assert days.waiting() == (load if said else None)
    assert days.seen() == ((before, before, 0) if said else (after, after, 0))


REPORT = Stream(
    pa.schema(
        [("channel", pa.string()), ("date", pa.date32()), ("visits", pa.int64()), ("revenue", pa.decimal128(18, 4))]
    ),
    key=("channel",),
    measures=("visits", "revenue"),
    money=("revenue",),
    counted_by="visits",
)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([(900, "90"), (100, "10")], [(18, "90"), (2, "10")], "visits 20 instead of 1000"),
        ([(900, "90"), (100, "10")], [(900, None), (100, None)], "revenue 0.0000 instead of 100.0000"),
        ([(900, "90"), (100, "10")], [], "0 rows instead of 2, visits 0 instead of 1000, revenue 0.0000 instead of 1"),
        ([(900, "90"), (100, "10")], [(1000, "100")], None),
        ([(1, "1")] * 30, [(30, "30")], None),
        ([(19, "90")], [(1, None)], None),
    ],
    ids=["collapsed", "money no longer seen", "nothing", "channels become one", "rare ones become one", "too few"],
)
def test_a_day_of_sums_is_judged_by_what_its_rows_count(
    tmp_path: Path, before: list[tuple[int, str]], after: list[tuple[int, str | None]], said: str | None
) -> None:
    loads = []
    for rows in (before, after):
        columns = {
            "channel": [f"channel {place}" for place in range(len(rows))],
            "date": [DAY] * len(rows),
            "visits": [visits for visits, _ in rows],
            "revenue": [revenue and Decimal(revenue) for _, revenue in rows],
        }
        batch = pa.RecordBatch.from_pydict(columns, schema=REPORT.schema)
        with WindowLoad(Lake(tmp_path), "ga", "channel_days", "1", REPORT, [DAY], NOW) as window:
            loads += window.take([Rows(batch), Facts(len(rows))])
    shrunk = loads[1].shrunk
    assert (shrunk.said if shrunk else "").startswith(said or "")
    assert bool(shrunk) == bool(said)


def test_what_is_kept_aside_is_a_whole_load_that_sql_never_sees(days: Days) -> None:
    days.load(100)
    [load] = days.load(10, refused=2)
    folder = days.lake.root / "held/m/visits/account=1/date=2026-10-05/1"
    assert sorted(path.name for path in folder.iterdir()) == ["data.parquet", "load.json", "rows.parquet"]
    assert (load.rows, load.quarantined, load.rows_read, load.details) == (10, 2, 12, {"asked_at": "then"})
    assert load.restatements[-1].vanished == 90
    assert days.seen() == (100, 100, 0)
    assert [manifest.rows for manifest in days.lake.manifests()] == [100]
    with duckdb.connect() as con:
        register_lake(con, days.lake, {"m__visits": SCHEMA})
        assert con.execute("select count(*) from lake.m__visits").fetchall() == [(100,)]


def test_only_the_days_that_shrank_stay_behind_and_refused_rows_go_with_one_that_did_not(days: Days) -> None:
    days.load(100, days=(DAY, NEXT_DAY))
    loads = days.load(10, refused=3, days=(DAY, NEXT_DAY))
    assert [(load.shrunk is not None, load.quarantined) for load in loads] == [(True, 0), (False, 3)]
    assert days.seen(DAY) == (100, 100, 0)
    assert days.seen(NEXT_DAY) == (0, 0, 3)


def test_a_later_load_that_is_small_too_takes_the_place_of_the_one_that_waits(days: Days) -> None:
    days.load(100)
    days.load(10)
    [last] = days.load(20)
    assert days.waiting() == last
    assert [path.name for path in days.partition().held.iterdir()] == ["2"]
    assert last.shrunk is not None
    assert last.shrunk.rows_before == 100


def test_a_later_load_that_is_whole_replaces_the_day_and_nothing_waits_any_more(days: Days) -> None:
    days.load(100)
    days.load(10)
    days.load(95)
    assert days.waiting() is None
    assert not days.partition().held.exists()
    assert days.seen() == (95, 95, 0)
    assert days.accept() is None


def test_what_is_accepted_takes_the_place_of_the_day_and_says_when(days: Days) -> None:
    days.load(100, refused=1)
    [load] = days.load(10, refused=2)
    accepted = days.accept()
    assert accepted == load.model_copy(
        update={"details": {"asked_at": "then", "accepted_at": "2026-11-01T06:00:00+00:00"}}
    )
    assert days.lake.manifests() == [accepted]
    assert days.seen() == (10, 10, 2)
    assert not days.partition().held.exists()
    assert accepted is not None
    assert [each.vanished for each in accepted.restatements] == [90]


def test_what_is_accepted_without_refused_rows_leaves_none_of_the_former_day(days: Days) -> None:
    days.load(100, refused=1)
    assert days.seen() == (100, 100, 1)
    days.load(10)
    days.accept()
    assert days.seen() == (10, 10, 0)


def test_what_was_accepted_is_the_measure_of_the_next_load(days: Days) -> None:
    days.load(100)
    days.load(40)
    days.accept()
    [smaller] = days.load(30)
    assert smaller.shrunk is None
    [much_smaller] = days.load(10)
    assert much_smaller.shrunk is not None
    assert much_smaller.shrunk.rows_before == 30


class Killed(BaseException):
    """No `except Exception` may hide it, as none can hide a SIGKILL."""


class Killer:
    """Lets so many durable steps happen, and no more; `after` a step or before it."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.at, self.after, self.done = at, after, 0

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            self.done += 1
            if self.done == self.at and not self.after:
                raise Killed
            answer = act(*arguments)
            if self.done == self.at:
                raise Killed
            return answer

        return step


def killed_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[Days], Any], act: Callable[[Days], Any]
) -> Iterator[tuple[Days, str]]:
    """A lake for each step at which `act` may be killed, as it lies after the kill."""
    counter = Killer(0, after=False)
    whole = Days(Lake(tmp_path / "whole"))
    prepare(whole)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "move", counter.around(storage.move))
        act(whole)
    assert counter.done >= 4
    for at in range(1, counter.done + 1):
        for after in (False, True):
            days = Days(Lake(tmp_path / f"killed-{at}-{after}"))
            prepare(days)
            with monkeypatch.context() as patch:
                patch.setattr(storage, "move", Killer(at, after=after).around(storage.move))
                with pytest.raises(Killed):
                    act(days)
            yield days, f"killed {'after' if after else 'before'} step {at} of {counter.done}"


def leftovers(days: Days) -> list[Path]:
    return list(days.lake.root.rglob(".*"))


def test_killed_while_it_is_kept_aside_the_day_stays_and_the_next_load_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, where in killed_everywhere(
        tmp_path, monkeypatch, lambda days: days.load(100, refused=1), lambda days: days.load(10, refused=2)
    ):
        assert days.seen() == (100, 100, 1), where
        waiting = days.waiting()
        assert waiting is None or (waiting.rows, waiting.quarantined) == (10, 2), where
        days.load(10, refused=2)
        again = days.waiting()
        assert again is not None
        assert again.rows == 10, where
        assert days.seen() == (100, 100, 1), where
        days.accept()
        assert days.seen() == (10, 10, 2), where
        assert leftovers(days) == [], where


def prepared(days: Days) -> None:
    days.load(100, refused=1)
    days.load(10, refused=2)


def test_killed_while_it_is_accepted_the_day_is_the_former_one_or_the_accepted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set()
    for days, where in killed_everywhere(tmp_path, monkeypatch, prepared, lambda days: days.accept()):
        rows, stored, _ = days.seen()
        assert rows == stored, where
        assert (days.waiting() is None) == (rows == 10), where
        seen.add(rows)
        days.accept()
        settle(days.partition())
        assert days.seen() == (10, 10, 2), where
        assert "accepted_at" in days.lake.manifests()[0].details, where
        assert not days.partition().held.exists(), where
        assert leftovers(days) == [], where
    assert seen == {10, 100}


def test_killed_while_a_whole_load_comes_in_its_place_nothing_waits_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, where in killed_everywhere(tmp_path, monkeypatch, prepared, lambda days: days.load(95)):
        rows, stored, _ = days.seen()
        assert rows == stored, where
        assert (days.waiting() is None) == (rows == 95), where
        days.load(95)
        assert days.seen() == (95, 95, 0), where
        assert not days.partition().held.exists(), where
        assert leftovers(days) == [], where


def test_killed_while_a_later_small_load_replaces_the_one_that_waits_one_of_them_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, where in killed_everywhere(tmp_path, monkeypatch, prepared, lambda days: days.load(20, refused=3)):
        waiting = days.waiting()
        assert waiting is not None, where
        assert (waiting.rows, waiting.quarantined) in {(10, 2), (20, 3)}, where
        days.accept()
        assert days.seen() == (waiting.rows, waiting.rows, waiting.quarantined), where
        assert leftovers(days) == [], where
