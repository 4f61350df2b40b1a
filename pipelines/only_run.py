"""One `tablo run` at a time in a home, and the end of those that were killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus
from filelock import FileLock, Timeout

from connectors.common.errors import Problem

STARTED_BY = "tablo/started_by"
COMMAND_LINE = {STARTED_BY: "tablo run"}
UNFINISHED = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


@contextmanager
def only_run(home: Path) -> Iterator[None]:
    """Nobody else's `tablo run` works in the home inside the block. Raises Problem where one does.

    The system takes the lock off a process that dies, however it dies.
    """
    lock = FileLock(home / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Problem(
            "another `tablo run` is at work in this data folder.",
            where=str(home),
            mend="Wait until it has ended, and run again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def end_killed_runs(instance: dg.DagsterInstance) -> None:
    """Call it inside `only_run`: a run of the command line that isn't over then is one that was killed.

    Dagster would show it as running for ever, and keep its slot in the pool of the warehouse: the next run would wait
    for that slot without end, because only the daemon's monitoring takes slots from the dead.
    """
    for run in instance.get_runs(dg.RunsFilter(tags=COMMAND_LINE, statuses=UNFINISHED)):
        instance.report_run_failed(run, "The process was killed. The next run goes on from what it had loaded.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
