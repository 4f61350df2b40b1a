"""How far a run is and what it made of the inbox, for whoever watches: a terminal does, a daemon doesn't."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Protocol

from pipelines.lake.inbox.summary import InboxSummary


class Watcher(Protocol):
    """Hears of a run as it goes."""

    def stage(self, what: str, done: int, of: int) -> None:
        """`done` of `of` steps of `what` are over."""

    def inbox(self, summary: InboxSummary, kept_in: Path | None) -> None:
        """The inbox was loaded; the summary lies in a file, where there was anything to say."""


_watchers: list[Watcher] = []
_one_at_a_time = Lock()  # sources are asked in threads


def stage(what: str, done: int, of: int) -> None:
    """Tell the watchers how far it is."""
    with _one_at_a_time:
        for watcher in _watchers:
            watcher.stage(what, done, of)


def inbox_loaded(summary: InboxSummary, kept_in: Path | None) -> None:
    """Tell the watchers what became of the inbox."""
    for watcher in _watchers:
        watcher.inbox(summary, kept_in)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """The watcher hears everything inside the block."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)
