"""Work on several blocks at once, with the results in their order and a bounded number of them in memory."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2  # Arrow's kernels leave the interpreter free; more threads than this would wait for each other
AHEAD = 6  # enough to go on with while the caller writes a row group


def in_order(
    work: Callable[[Item], Result], items: Iterable[Item], threads: int = THREADS, ahead: int = AHEAD
) -> Iterator[Result]:
    """`map(work, items)`, up to `ahead` items in advance. An error ends it at its item's place."""
    with ThreadPoolExecutor(threads, thread_name_prefix="parse") as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
