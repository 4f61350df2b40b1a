"""Real processes: code that starts at the same moment in several of them, and code that is killed in the middle."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Together = Callable[[str, Path, int], list[str]]
Killed = Callable[[str, Path], None]


def _started(code: str, path: Path) -> subprocess.Popen[str]:
    """A process that runs `code`, and has said that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def together() -> Together:
    """What so many processes print; they say `ready`, and go on when they get a line."""

    def run(code: str, path: Path, processes: int) -> list[str]:
        started = [_started(code, path) for _ in range(processes)]
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [process.communicate(timeout=60)[0] for process in started]

    return run


@pytest.fixture
def killed() -> Killed:
    """Run code until it says `ready`, and kill it there."""

    def run(code: str, path: Path) -> None:
        process = _started(code, path)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    return run
