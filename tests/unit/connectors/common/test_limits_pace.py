import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from pyrate_limiter import Rate

from connectors.common.limits import Pace
from connectors.common.limits.state import warn_once

TURNS = """
import json, sys, time
from pathlib import Path
from pyrate_limiter import Rate
from connectors.common.limits import Pace

pace = Pace(Path(sys.argv[1]), Rate(5, 400))
print("ready", flush=True)
sys.stdin.readline()
turns = []
for _ in range(8):
    asked = time.time()
    while seconds := pace.take():
        time.sleep(seconds)
        asked = time.time()
    turns.append((asked, time.time()))
print(json.dumps(turns))
"""
KILLED_IN_MID_TURN = """
import sqlite3, sys, time
from pathlib import Path
from connectors.common.limits.state import alone

def work():
    connection = sqlite3.connect(sys.argv[1])
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("UPDATE turns SET item_timestamp = 0")
    connection.executemany("INSERT INTO turns VALUES (?, 0)", [("x" * 1000,)] * 1000)
    print("ready", flush=True)
    time.sleep(60)

alone(Path(sys.argv[1]), work, otherwise=None)
"""


class Clock:
    """Seconds, moved by hand."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("rates", "asked_at", "waits"),
    [
        ([(2, 1000)], [0.0, 0.0, 0.0], [0, 0, 1.001]),
        ([(2, 1000)], [0.0, 0.5, 0.9, 1.001], [0, 0, 0.101, 0]),
        ([(2, 1000)], [0.0, 0.0, 1.0], [0, 0, 0.001]),  # both ends belong to a window
        ([(2, 1000), (3, 60_000)], [0.0, 0.0, 2.0, 4.0], [0, 0, 0, 56.001]),
        ([(1, 1000), (2, 60_000)], [0.0, 0.5, 5.0, 6.5], [0, 0.501, 0, 53.501]),
    ],
)
def test_no_window_takes_more_than_its_rate_and_the_wait_is_told(
    rates: list[tuple[int, int]], asked_at: list[float], waits: list[float], tmp_path: Path
) -> None:
    clock = Clock()
    pace = Pace(tmp_path / "pace.sqlite", *(Rate(*rate) for rate in rates), clock=clock)
    told = []
    for seconds in asked_at:
        clock.now = 1_000_000.0 + seconds
        told.append(pytest.approx(pace.take(), abs=0.0015))
    assert waits == told


def test_a_wait_ends_as_soon_as_it_said(tmp_path: Path) -> None:
    clock, pauses = Clock(), []
    pace = Pace(tmp_path / "pace.sqlite", Rate(10, 1000), clock=clock)
    for _ in range(21):
        while seconds := pace.take():
            pauses.append(seconds)
            clock.now += seconds
    assert len(pauses) == 2


def test_a_clock_that_is_set_back_costs_one_window_at_most(tmp_path: Path) -> None:
    clock = Clock()
    pace = Pace(tmp_path / "pace.sqlite", Rate(2, 1000), clock=clock)
    pace.take()
    pace.take()
    clock.now -= 3600
    assert pace.take() <= 1.001


def test_a_pace_is_its_file(tmp_path: Path) -> None:
    first, same, other = (Pace(tmp_path / name, Rate(1, 60_000)) for name in ("a.sqlite", "a.sqlite", "b.sqlite"))
    assert first.take() == 0
    assert same.take() > 0
    assert other.take() == 0


def test_processes_together_do_not_exceed_the_rate(together: Callable[..., list[str]], tmp_path: Path) -> None:
    printed = together(TURNS, tmp_path / "limits" / "pace.sqlite", 3)
    turns = sorted((turn for line in printed for turn in json.loads(line)), key=lambda turn: turn[1])
    assert len(turns) == 24
    for sixth in range(5, len(turns)):  # a turn was taken between its two times: these six can't be of one window
        asked, taken = min(turn[0] for turn in turns[sixth - 5 : sixth + 1]), turns[sixth][1]
        assert taken - asked >= 0.4


def test_a_kill_in_mid_turn_gives_the_lock_back_and_harms_nothing(killed: Callable[..., None], tmp_path: Path) -> None:
    path = tmp_path / "pace.sqlite"
    pace = Pace(path, Rate(2, 3_600_000))
    assert pace.take() == 0
    killed(KILLED_IN_MID_TURN, path)
    assert path.with_name("pace.sqlite-journal").exists()  # half of it is in the file
    assert pace.take() == 0
    assert pace.take() > 0  # the turn from before the kill still counts


def other_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE turns (what TEXT)")
    connection.commit()
    connection.close()


def cut_short(path: Path) -> None:
    Pace(path, Rate(1, 1000)).take()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database at all" * 300),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096),
        cut_short,
        other_table,
    ],
    ids=["empty", "garbage", "garbage behind a good start", "cut short", "another table"],
)
def test_a_file_that_cannot_be_read_is_begun_anew(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "pace.sqlite"
    spoil(path)
    pace = Pace(path, Rate(1, 60_000))
    pace.take()
    assert pace.take() > 0


def test_without_a_place_to_count_in_requests_leave_and_it_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warn_once.cache_clear()
    (tmp_path / "limits").write_text("a file where the folder should be")
    pace = Pace(tmp_path / "limits" / "pace.sqlite", Rate(1, 60_000))
    with caplog.at_level(logging.WARNING):
        assert [pace.take() for _ in range(3)] == [0, 0, 0]
    (said,) = caplog.messages
    assert "requests leave without this limit" in said
