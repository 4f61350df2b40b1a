from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from connectors.common.errors import QuotaSpent
from connectors.common.limits import DailyBudget

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
SPENDS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from connectors.common.errors import QuotaSpent
from connectors.common.limits import DailyBudget

budget = DailyBudget(
    Path(sys.argv[1]), 25, owner="user", where="vendor", clock=lambda: datetime(2026, 10, 5, 12, tzinfo=UTC)
)
print("ready", flush=True)
sys.stdin.readline()
spent = 0
for _ in range(10):
    try:
        budget.spend()
        spent += 1
    except QuotaSpent:
        pass
print(spent)
"""
KILLED_IN_MID_SPENDING = """
import sqlite3, sys, time
from pathlib import Path
from connectors.common.limits.state import alone

def work():
    connection = sqlite3.connect(sys.argv[1])
    connection.execute("UPDATE days SET requests = 100")
    print("ready", flush=True)
    time.sleep(60)

alone(Path(sys.argv[1]), work, otherwise=None)
"""


class Clock:
    """Moved by hand."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def budget(tmp_path: Path, per_day: int = 2, clock: Clock | None = None) -> DailyBudget:
    path = tmp_path / "limits" / "days.sqlite"
    return DailyBudget(path, per_day, owner="user", where="vendor", clock=clock or Clock())


def test_a_day_has_so_many_requests_and_no_more(tmp_path: Path) -> None:
    day = budget(tmp_path)
    left = [day.left]
    for _ in range(2):
        day.check()
        day.spend()
        left.append(day.left)
    assert left == [2, 1, 0]
    for asked in (day.check, day.spend):
        with pytest.raises(QuotaSpent) as spent:
            asked()
        assert str(spent.value) == (
            "vendor: the 2 requests a day of this user are used up. It opens again at 00:00 GMT; the next run goes on."
        )


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (datetime(2026, 10, 5, 23, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 6, 2, 59, tzinfo=timezone(timedelta(hours=3))), 0),
        (datetime(2026, 10, 6, tzinfo=UTC), 2),
        (datetime(2026, 10, 6, 3, tzinfo=timezone(timedelta(hours=3))), 2),
    ],
    ids=str,
)
def test_it_opens_again_at_midnight_gmt(later: datetime, left: int, tmp_path: Path) -> None:
    clock = Clock()
    day = budget(tmp_path, clock=clock)
    day.spend()
    day.spend()
    clock.now = later
    assert day.left == left


@pytest.mark.parametrize(
    ("said_at", "left"),
    [
        (datetime(2026, 10, 5, 12, tzinfo=UTC), 0),
        (datetime(2026, 10, 5, 23, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 5, 0, 5, tzinfo=UTC), 0),
        (datetime(2026, 10, 5, 0, 0, 1, tzinfo=UTC), 1),  # about yesterday, perhaps
        (datetime(2026, 10, 5, 3, 4, tzinfo=timezone(timedelta(hours=3))), 1),
    ],
    ids=str,
)
def test_the_vendor_may_say_that_the_day_is_spent(said_at: datetime, left: int, tmp_path: Path) -> None:
    clock = Clock(said_at)
    day = budget(tmp_path, clock=clock)
    day.spend()
    day.exhaust()
    assert day.left == left
    clock.now = said_at + timedelta(days=1)
    assert day.left == 2


def test_processes_together_spend_exactly_the_budget(together: Callable[..., list[str]], tmp_path: Path) -> None:
    assert sum(map(int, together(SPENDS, tmp_path / "limits" / "days.sqlite", 4))) == 25


def test_a_kill_in_mid_spending_keeps_the_count(killed: Callable[..., None], tmp_path: Path) -> None:
    day = budget(tmp_path, per_day=3)
    day.spend()
    killed(KILLED_IN_MID_SPENDING, tmp_path / "limits" / "days.sqlite")
    assert day.left == 2


@pytest.mark.parametrize("content", [b"", b"not a database" * 500, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_cannot_be_read_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "limits").mkdir()
    (tmp_path / "limits" / "days.sqlite").write_bytes(content)
    day = budget(tmp_path)
    day.spend()
    assert day.left == 1


def test_without_a_place_to_count_in_requests_leave(tmp_path: Path) -> None:
    (tmp_path / "limits").write_text("a file where the folder should be")
    day = budget(tmp_path, per_day=1)
    for _ in range(3):
        day.spend()
        day.exhaust()
    assert day.left == 1


def test_a_day_that_a_wrong_clock_used_up_is_whole_when_it_comes(tmp_path: Path) -> None:
    clock = Clock()
    day, today = budget(tmp_path, clock=clock), clock.now
    clock.now += timedelta(days=7)
    day.exhaust()
    clock.now = today
    day.spend()
    clock.now += timedelta(days=7)
    assert day.left == 2
