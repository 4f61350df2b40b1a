"""The demo company, run once by the real command, and what an independent reckoning makes of its delivered rows."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parent))  # the package `reckoning` lies beside the tests

from reckoning.company import Company
from reckoning.demo import CONFIG, TODAY, Demo

if TYPE_CHECKING:
    from crashes.short_demo import ShortDemo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One home for all workers: the first to come runs it, behind a lock. Nobody changes it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    demo, done = Demo(base / "demo"), base / "demo.done"
    with FileLock(base / "demo.lock"):
        if not done.exists():
            shutil.rmtree(demo.home, ignore_errors=True)
            demo.home.mkdir()
            answer = demo.run()
            assert answer.returncode == 0, answer.stdout + answer.stderr
            done.touch()
    return demo


@pytest.fixture(scope="session")
def company(demo: Demo) -> Company:
    """The independent reckoning."""
    return Company(demo.home, CONFIG, TODAY)


@pytest.fixture(scope="session")
def short_demo(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ShortDemo]":
    """Ten days of the demo company, and a program that forks runs of it."""
    from crashes.short_demo import short_demo_in

    worker = tmp_path_factory.getbasetemp()
    base = worker.parent if "PYTEST_XDIST_WORKER" in os.environ else worker
    with short_demo_in(base, tmp_path_factory.mktemp("short")) as demo:
        yield demo
