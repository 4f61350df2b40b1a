"""Runs take turns at a source: nobody overtakes who came before, a kill gives back, and a wait can be ended."""

from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from filelock import FileLock

from pipelines.assets.sources.stopping import Stopped, StopSignal
from pipelines.assets.sources.turns import Turns

LONG = 60.0
WAITING = "another run is fetching from metrica: waiting until its request is done."


class Run(Thread):
    """A run of its own: it takes a turn, says so, and holds it until it is let go."""

    def __init__(self, name: str, folder: Path, diary: "SimpleQueue[str]") -> None:
        super().__init__(name=name, daemon=True)
        self.stop, self.let_go, self.is_waiting, self.was_stopped = StopSignal(), Event(), Event(), False
        self._turns = Turns(folder, "metrica", self.stop, self._hears)
        self._diary = diary
        self.start()

    def _hears(self, line: str) -> None:
        assert line == WAITING
        assert not self.is_waiting.is_set(), "it is said once"
        self.is_waiting.set()

    def run(self) -> None:
        try:
            with self._turns.one():
                self._diary.put(self.name)
                assert self.let_go.wait(LONG)
        except Stopped:
            self.was_stopped = True


@pytest.fixture
def diary() -> "SimpleQueue[str]":
    return SimpleQueue()


def test_who_waits_comes_before_who_has_just_had_his_turn(tmp_path: Path, diary: "SimpleQueue[str]") -> None:
    backfill = Run("backfill", tmp_path, diary)
    assert diary.get(timeout=LONG) == "backfill"
    daily = Run("daily", tmp_path, diary)
    assert daily.is_waiting.wait(LONG)
    again = Run("backfill again", tmp_path, diary)
    assert again.is_waiting.wait(LONG)
    daily.let_go.set()
    again.let_go.set()
    assert diary.empty()
    backfill.let_go.set()
    assert [diary.get(timeout=LONG), diary.get(timeout=LONG)] == ["daily", "backfill again"]


def test_a_run_that_is_cancelled_waits_no_longer_and_gives_its_place_back(
    tmp_path: Path, diary: "SimpleQueue[str]"
) -> None:
    first = Run("first", tmp_path, diary)
    assert diary.get(timeout=LONG) == "first"
    cancelled = Run("cancelled", tmp_path, diary)
    assert cancelled.is_waiting.wait(LONG)
    cancelled.stop.give()
    cancelled.join(LONG)
    assert cancelled.was_stopped
    last = Run("last", tmp_path, diary)
    last.let_go.set()
    first.let_go.set()
    assert diary.get(timeout=LONG) == "last"


def test_a_turn_is_over_when_its_block_is_left_by_an_error(tmp_path: Path) -> None:
    turns = Turns(tmp_path, "metrica", StopSignal(), lambda line: None)
    for _ in range(2):
        with pytest.raises(ValueError, match="torn"), turns.one():
            raise ValueError("torn")


def test_a_run_that_is_over_takes_no_turn(tmp_path: Path) -> None:
    stop = StopSignal()
    stop.give()
    with pytest.raises(Stopped), Turns(tmp_path, "metrica", stop, lambda line: None).one():
        pass
    FileLock(tmp_path / "turn.lock").acquire(timeout=0)
