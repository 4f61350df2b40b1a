"""What is said when a disk refuses, whichever library was told."""

import errno
import os

import pytest

from pipelines.cli.disk import ALLOW, FREE, disk_refusal, refusal_of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "OSError: [Errno 28] Error writing bytes to file. Detail: [errno 28] No space left on device",
            f"the disk is full. {FREE}", id="arrow, full",
        ),
        pytest.param(
            "(sqlite3.OperationalError) database or disk is full", f"the disk is full. {FREE}", id="sqlite, full"
        ),
        pytest.param(
            "(sqlite3.OperationalError) disk I/O error", f"the disk is full, or it fails. {FREE}", id="sqlite, no page",
        ),
        pytest.param(
            "[Errno 28] No space left on device: '/home/anna/data/reports/a.md'",
            f"/home/anna/data/reports/a.md: the disk is full. {FREE}", id="a file, full",
        ),
        pytest.param(
            "[Errno 30] Read-only file system: '/home/anna/data/run.lock'",
            f"/home/anna/data/run.lock: this can't be written. {ALLOW}", id="a file, read-only",
        ),
        pytest.param(
            "[Errno 30] Failed to open local file '/d/lake/x.tmp'. Detail: [errno 30] Read-only file system",
            f"/d/lake/x.tmp: this can't be written. {ALLOW}", id="arrow, read-only",
        ),
        pytest.param(
            "(sqlite3.OperationalError) attempt to write a readonly database",
            f"the data folder: this can't be written. {ALLOW}", id="sqlite, read-only",
        ),
        pytest.param("[Errno 2] No such file or directory: '/d/x'", None, id="something else"),
    ],
)  # fmt: skip
def test_a_disks_refusal_is_a_sentence(text: str, said: str | None) -> None:
    assert disk_refusal(text) == said


def test_it_is_found_behind_another_error() -> None:
    error = RuntimeError("the instance could not be opened")
    error.__cause__ = OSError(errno.EROFS, os.strerror(errno.EROFS), "/d/dagster.yaml")
    assert refusal_of(error) == f"/d/dagster.yaml: this can't be written. {ALLOW}"
    assert refusal_of(RuntimeError("something else")) is None
