"""How the threads of a step learn that their run is over: they look between exports and pieces, and while they wait."""

from collections.abc import Iterable, Iterator
from threading import Event
from typing import TypeVar

Piece = TypeVar("Piece")


class Stopped(Exception):
    """The run is over: nobody wants what this thread is about to do."""


class StopSignal:
    """Given once, and for good."""

    def __init__(self) -> None:
        self._event = Event()

    def give(self) -> None:
        """Whoever looks from now on is stopped."""
        self._event.set()

    def check(self) -> None:
        """Raise `Stopped` if it was given."""
        self.pause(0)

    def pause(self, seconds: float) -> None:
        """Wait so long. Raises `Stopped` as soon as it is given."""
        if self._event.wait(seconds):
            raise Stopped

    def between(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces, as long as it isn't given."""
        for piece in pieces:
            self.check()
            yield piece
