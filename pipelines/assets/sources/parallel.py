"""Works side by side: a thread each, heard by the one thread that Dagster knows.

Threads are daemons: a run that is cancelled ends while one of them waits for an answer. What it was doing is left as a
kill would leave it, and nothing of it is visible. Their log lines come through the queue as well, because Dagster's
log and its storage belong to the thread of the step.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Generic, Literal, TypeVar

from pipelines.assets.sources.log import Log
from pipelines.assets.sources.stopping import Stopped, StopSignal

Result = TypeVar("Result")
Work = Callable[[Log, StopSignal], Iterator[Result]]
GOODBYE_SECONDS = 1.0  # for threads that are about to look at the signal


@dataclass(frozen=True)
class _Line:
    level: Literal["info", "warning", "error"]
    text: str


@dataclass(frozen=True)
class _Came(Generic[Result]):
    result: Result


@dataclass(frozen=True)
class _Over:
    error: BaseException | None = None


_Heard = SimpleQueue[_Line | _Came[Result] | _Over]


class _QueuedLog(Generic[Result]):
    def __init__(self, heard: _Heard[Result]) -> None:
        self._heard = heard

    def info(self, line: str, /) -> None:
        self._heard.put(_Line("info", line))

    def warning(self, line: str, /) -> None:
        self._heard.put(_Line("warning", line))

    def error(self, line: str, /) -> None:
        self._heard.put(_Line("error", line))


def side_by_side(works: Mapping[str, Work[Result]], log: Log) -> Iterator[Result]:
    """The results of all works, by name, as they come. What one raises is raised when all others have ended.

    Closed early, or interrupted, it gives all of them the signal to stop.
    """
    heard: _Heard[Result] = SimpleQueue()
    stop = StopSignal()
    threads = [
        Thread(target=copy_context().run, args=(_listened_to, work, heard, stop), name=name, daemon=True)
        for name, work in works.items()
    ]
    try:
        for thread in threads:
            thread.start()
        yield from _told(heard, len(threads), log)
    finally:
        stop.give()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for thread in threads:
            if thread.is_alive():
                thread.join(max(deadline - time.monotonic(), 0))


def _listened_to(work: Work[Result], heard: _Heard[Result], stop: StopSignal) -> None:
    """In the thread."""
    try:
        for result in work(_QueuedLog(heard), stop):
            heard.put(_Came(result))
    except Stopped:
        heard.put(_Over())
    except BaseException as error:
        heard.put(_Over(error))
    else:
        heard.put(_Over())


def _told(heard: _Heard[Result], working: int, log: Log) -> Iterator[Result]:
    """In the step's own thread."""
    errors = []
    while working:
        match heard.get():
            case _Line(level, text):
                getattr(log, level)(text)
            case _Came(result):
                yield result
            case _Over(error):
                working -= 1
                errors += [error] if error else []
    if errors:
        raise errors[0]
