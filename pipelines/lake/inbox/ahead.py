"""Reading ahead: the next pieces of a file are read while the last one is worked on."""

from collections.abc import Generator, Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
DEPTH = 2
PATIENCE = 0.1  # seconds between two looks at whether anybody still listens


def read_ahead(pieces: Iterable[T]) -> Iterator[T]:
    """The pieces in their order, at most `DEPTH` of them in waiting; an error comes where it would have come.

    Reading stops when the iterator is closed.
    """
    waiting: Queue[tuple[T | None, BaseException | None]] = Queue(DEPTH)
    closed = Event()

    def put(piece: T | None, error: BaseException | None = None) -> None:
        while not closed.is_set():
            try:
                waiting.put((piece, error), timeout=PATIENCE)
            except Full:
                continue
            return

    def read() -> None:
        try:
            for piece in pieces:
                put(piece)
                if closed.is_set():
                    return
            put(None, StopIteration())
        except BaseException as error:
            put(None, error)
        finally:
            if isinstance(pieces, Generator):
                pieces.close()  # it may be reading ahead itself

    reader = Thread(target=read, name="read ahead", daemon=True)
    reader.start()
    try:
        while True:
            piece, error = waiting.get()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield piece  # type: ignore[misc]  # only an error comes without a piece
    finally:
        closed.set()
        reader.join()
