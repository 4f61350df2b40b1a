"""What tests of several folders share lies in `tests/support`."""

import sys
from pathlib import Path

import pytest

LONG_FIRST = ("integration", "e2e")
sys.path.insert(0, str(Path(__file__).parent / "support"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that two workers end together: whole files stay with one worker."""
    items.sort(
        key=lambda item: LONG_FIRST.index(kind) if (kind := item.path.parts[-2]) in LONG_FIRST else len(LONG_FIRST)
    )
