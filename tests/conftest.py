"""What tests of several folders share lies in `tests/support`."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))
LONG = ("integration", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that two workers end together: whole files stay with one worker.

    The demo company's run is one for all: while the worker of the first file waits for it, the other has what doesn't.
    """
    with_demo = list(dict.fromkeys(item.path for item in items if "demo" in getattr(item, "fixturenames", ())))

    def turn(item: pytest.Item) -> int:
        if item.path.parent.name not in LONG:
            return 3
        return 1 if item.path not in with_demo else 0 if item.path == with_demo[0] else 2

    items.sort(key=turn)
