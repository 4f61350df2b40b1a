import gc
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from connectors.common.limits import Slots
from connectors.common.limits.state import warn_once

HOLDS = """
import json, sys, time
from pathlib import Path
from connectors.common.limits import Slots

slots = Slots(Path(sys.argv[1]), 2)
print("ready", flush=True)
sys.stdin.readline()
held = []
for _ in range(5):
    with slots.held():
        began = time.time()
        time.sleep(0.02)
        held.append((began, time.time()))
print(json.dumps(held))
"""
HOLDS_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from connectors.common.limits import Slots

with Slots(Path(sys.argv[1]), 1).held():
    print("ready", flush=True)
    time.sleep(60)
"""


def taken(folder: Path) -> int:
    """How many slots somebody holds now."""
    held = 0
    for file in folder.glob("*.lock"):
        try:
            FileLock(file, blocking=False).acquire().lock.release()
        except Timeout:
            held += 1
    return held


def test_who_comes_when_all_slots_are_taken_waits_for_one(tmp_path: Path) -> None:
    slots, got_one = Slots(tmp_path, 2), threading.Event()

    def third() -> None:
        with slots.held():
            got_one.set()

    with slots.held():
        with slots.held():
            thread = threading.Thread(target=third)
            thread.start()
            assert not got_one.wait(0.2)
        assert got_one.wait(20)
    thread.join()
    assert taken(tmp_path) == 0


def test_processes_together_hold_no_more_than_there_are(together: Callable[..., list[str]], tmp_path: Path) -> None:
    holds = [hold for line in together(HOLDS, tmp_path, 4) for hold in json.loads(line)]
    assert len(holds) == 20
    for moment, _ in holds:
        assert sum(began <= moment < ended for began, ended in holds) <= 2


def test_a_killed_process_gives_its_slot_back(killed: Callable[..., None], tmp_path: Path) -> None:
    killed(HOLDS_UNTIL_KILLED, tmp_path)
    with Slots(tmp_path, 1).held():
        assert taken(tmp_path) == 1


def fails(slots: Slots) -> None:
    with pytest.raises(KeyError), slots.held():
        raise KeyError


def ends_in_another_thread(slots: Slots) -> None:
    held = slots.held()
    held.__enter__()
    thread = threading.Thread(target=held.__exit__, args=(None, None, None))
    thread.start()
    thread.join()


def is_forgotten(slots: Slots) -> None:
    held = slots.held()
    held.__enter__()
    del held
    gc.collect()


@pytest.mark.parametrize("hold", [fails, ends_in_another_thread, is_forgotten])
def test_a_slot_comes_back_however_its_block_ends(hold: Callable[[Slots], None], tmp_path: Path) -> None:
    slots = Slots(tmp_path, 1)
    hold(slots)
    assert taken(tmp_path) == 0
    with slots.held():
        assert taken(tmp_path) == 1


def test_a_long_wait_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("connectors.common.limits.waiting.LONG_SECONDS", 0)
    slots, waited = Slots(tmp_path, 1, what_for="one of 1 parallel requests"), threading.Event()

    def second() -> None:
        with slots.held():
            pass

    with caplog.at_level(logging.WARNING), slots.held():
        thread = threading.Thread(target=second)
        thread.start()
        waited.wait(0.3)
    thread.join()
    assert caplog.messages == [
        "Waiting long for one of 1 parallel requests. Nothing is wrong: all runs share the vendor's limits."
    ]


def test_without_a_place_for_locks_requests_leave(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    warn_once.cache_clear()
    (tmp_path / "limits").write_text("a file where the folder should be")
    slots = Slots(tmp_path / "limits", 1)
    with caplog.at_level(logging.WARNING), slots.held(), slots.held():
        pass
    assert len(caplog.messages) == 1
