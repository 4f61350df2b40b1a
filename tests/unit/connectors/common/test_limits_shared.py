from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from pyrate_limiter import Rate

from connectors.common.errors import QuotaSpent
from connectors.common.limits import DailyBudget, Pace, SharedLimits, Slots


class Home:
    """A folder of limits, with a clock moved by hand; `sleep` moves it too."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, 1_791_200_000.0
        self.while_asleep: Callable[[], None] = lambda: None
        self.budgets = {name: self.budget(name) for name in ("user", "counter")}

    def budget(self, name: str) -> DailyBudget:
        path = self.folder / f"{name}.sqlite"
        return DailyBudget(path, 3, owner=name, where="vendor", clock=self.clock)

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def limits(self, *rates: Rate) -> SharedLimits:
        paces = [
            Pace(self.folder / f"pace-{number}.sqlite", rate, clock=lambda: self.now)
            for number, rate in enumerate(rates)
        ]
        return SharedLimits(Slots(self.folder / "slots", 1), paces, self.budgets, what_for="a turn")

    def sleep(self, seconds: float) -> None:
        self.while_asleep()
        self.now += seconds

    def take_the_slot(self) -> FileLock:
        lock = FileLock(self.folder / "slots" / "slot-1.lock", blocking=False)
        lock.acquire()
        return lock


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = Home(tmp_path)
    monkeypatch.setattr("connectors.common.limits.waiting.time.sleep", made.sleep)
    return made


def test_a_request_takes_a_slot_a_turn_and_a_piece_of_each_budget(home: Home) -> None:
    limits = home.limits(Rate(10, 1000))
    with limits.request():
        assert [budget.left for budget in home.budgets.values()] == [2, 2]
        with pytest.raises(TimeoutError):
            home.take_the_slot()
    home.take_the_slot().release()


def test_the_slot_is_free_while_a_turn_is_waited_for(home: Home) -> None:
    limits, seen = home.limits(Rate(10, 1000), Rate(1, 300_000)), []

    def look() -> None:
        home.take_the_slot().release()
        seen.append("free")

    home.while_asleep = look
    for _ in range(2):
        with limits.request():
            pass
    assert seen == ["free"]
    assert [budget.left for budget in home.budgets.values()] == [1, 1]  # waiting costs nothing


def test_a_failure_in_the_block_passes_and_gives_the_slot_back(home: Home) -> None:
    with pytest.raises(KeyError), home.limits().request():
        raise KeyError
    home.take_the_slot().release()


def test_a_used_up_day_is_told_at_once_and_spends_of_no_other_budget(home: Home) -> None:
    home.budgets["counter"].exhaust()
    slot = home.take_the_slot()  # nobody waits for it
    with pytest.raises(QuotaSpent, match="of this counter are used up"), home.limits().request():
        pass
    slot.release()
    assert home.budgets["user"].left == 3


@pytest.mark.parametrize(
    ("quota", "left"),
    [("counter", [3, 0]), ("user", [0, 3]), (None, [0, 0]), ("something new", [0, 0])],
)
def test_what_the_vendor_says_is_spent_is_spent(quota: str | None, left: list[int], home: Home) -> None:
    limits = home.limits()
    limits.spent(quota)
    assert [budget.left for budget in home.budgets.values()] == left
