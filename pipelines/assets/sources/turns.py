"""Whose turn it is at a source, when several runs of a home ask it: one export at a time, first come, first served.

A backfill of a year takes hours at a source. It holds its turn for one export only, so that the daily run waits for
the request that is under way and for no other: locks of the operating system, which a kill gives back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.assets.sources.stopping import StopSignal

SECONDS_BETWEEN_LOOKS = 0.05


class Turns:
    """At one source, for one run. `folder` is the source's own in `state`; `say` hears a wait in words, once each."""

    def __init__(self, folder: Path, source: str, stop: StopSignal, say: Callable[[str], None]) -> None:
        self._folder, self._source, self._stop, self._say = folder, source, stop, say

    @contextmanager
    def one(self) -> Iterator[None]:
        """Nobody else fetches from the source inside the block. Raises `Stopped` when the run is over."""
        self._stop.check()
        self._folder.mkdir(parents=True, exist_ok=True)
        # who stands first in line waits for the source, all others for that place: so nobody is overtaken by one who
        # has just had his turn
        line, source = FileLock(self._folder / "line.lock"), FileLock(self._folder / "turn.lock")
        is_told = False
        for lock in (line, source):
            while not _taken(lock):
                if not is_told:
                    self._say(f"another run is fetching from {self._source}: waiting until its request is done.")
                    is_told = True
                try:
                    self._stop.pause(SECONDS_BETWEEN_LOOKS)
                except BaseException:
                    line.release()
                    raise
        line.release()
        try:
            yield
        finally:
            source.release()


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True
