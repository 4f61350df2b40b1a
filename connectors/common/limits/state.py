"""Numbers that the processes of a home share: small SQLite files, each behind a lock that a kill gives back."""

import logging
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

Result = TypeVar("Result")
LONGEST_LOCK_SECONDS = 30.0
logger = logging.getLogger(__name__)


def alone(path: Path, work: Callable[[], Result], otherwise: Result) -> Result:
    """What `work` makes of the file at `path` while no other process or thread is at it.

    The numbers are an estimate of what the vendor counts himself, so nothing fails for them: a file that can't be read
    is begun anew, and where the folder can't be written either, `otherwise` is the result.
    """
    try:
        with FileLock(path.with_suffix(".lock"), timeout=LONGEST_LOCK_SECONDS):
            try:
                return work()
            except sqlite3.DatabaseError as error:
                logger.warning("%s can't be read (%s): what was counted in it is forgotten.", path, error)
                _remove(path)
                return work()
    except (sqlite3.DatabaseError, OSError) as error:  # a lock that isn't given back in time is an OSError too
        warn_once(path, str(error))
        return otherwise


@cache
def warn_once(path: Path, error: str) -> None:
    """Say that this limit isn't kept; the vendor's own refusals still are."""
    logger.warning("%s can't be used (%s): requests leave without this limit.", path, error)


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
