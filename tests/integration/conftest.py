"""The demo company, run once by the real command, and what an independent reckoning makes of its delivered rows."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parent))  # the package `reckoning` lies beside the tests

from reckoning.company import Company
from reckoning.demo import CONFIG, TODAY, Demo


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
