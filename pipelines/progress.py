"""How far a run is, for whoever watches: the command line listens, Dagster's daemon doesn't."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]
_listeners: list[Listener] = []


def stage(what: str, done: int, of: int) -> None:
    """Tell the listeners that `done` of `of` steps of `what` are over."""
    for listener in _listeners:
        listener(what, done, of)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear of every stage inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
