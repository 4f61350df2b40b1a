"""At most so many requests at a time, over all processes and threads: each slot is a lock file."""

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout

from connectors.common.limits.state import warn_once
from connectors.common.limits.waiting import Waiting

SHORTEST_PAUSE, LONGEST_PAUSE, GROWTH = 0.02, 0.5, 1.5


class Slots:
    """`folder` gets one file a slot. The operating system gives a slot back when its process is gone, however it went.

    Nobody stands in line: whoever looks first takes a slot that became free.
    """

    def __init__(self, folder: Path, slots: int, *, what_for: str = "a free slot") -> None:
        self._folder, self._what_for = folder, what_for
        self._files = [folder / f"slot-{number}.lock" for number in range(1, slots + 1)]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for a free slot, and hold it while the block lasts."""
        waiting, pause = Waiting(self._what_for), SHORTEST_PAUSE
        while (slot := self._free()) is None:
            waiting.pause(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)
        with slot:
            yield

    def _free(self) -> AbstractContextManager[object] | None:
        for file in random.sample(self._files, len(self._files)):
            try:
                # no slot belongs to a thread: another one than has asked may close the answer
                return FileLock(file, blocking=False, thread_local=False).acquire()
            except Timeout:
                continue
            except OSError as error:
                warn_once(self._folder, str(error))
                return nullcontext()
        return None
