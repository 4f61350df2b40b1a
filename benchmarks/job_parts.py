"""What a daily job's time goes into: its parts are counted in the process that runs it; the rest is orchestration.

Sources are fetched by threads beside each other: their time is counted from the first to the last of them.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any

# module, function or generator, part; an export is asked and waited for as it is yielded, and downloaded as it is taken
PARTS = (
    ("connectors.yandex_metrica.source", "YandexMetrica.exports", "fetching"),
    ("connectors.google_analytics.source", "GoogleAnalytics.exports", "fetching"),
    ("pipelines.lake.windows.load", "WindowLoad.take", "fetching"),
    ("pipelines.assets.inbox", "load_inbox", "inbox"),
    ("pipelines.assets.models", "run_models", "SQL"),
    ("pipelines.scorecard", "write_scorecards", "scorecard"),
    ("pipelines.publish", "publish_marts", "publication"),
    ("pipelines.publish", "publish_pages", "pages"),
    ("pipelines.publish", "publish_workbooks", "workbooks"),
)


@dataclass
class Counter:
    """Seconds a part, for the time in which at least one thread is in it; beside a busy machine's other work, those of
    its processor tell more.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    _inside: dict[str, int] = field(default_factory=dict)
    _since: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time inside counts."""
        with self._lock:
            self._inside[name] = self._inside.get(name, 0) + 1
            if self._inside[name] == 1:
                self._since[name] = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            with self._lock:
                self._inside[name] -= 1
                if self._inside[name] == 0:
                    clock, processor = self._since[name]
                    self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - clock
                    self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - processor

    def listen(self) -> None:
        """Count the parts from now on, in this process."""
        for module, name, part in PARTS:
            self._wrap(module, name, part)

    def rest(self, whole: float) -> float:
        """What no part took of a time."""
        return whole - sum(self.seconds.values())

    def processor_rest(self) -> float:
        """What no part took of the process's processor time, its imports included."""
        return time.process_time() - sum(self.processor.values())

    def _wrap(self, module: str, name: str, part: str) -> None:
        owner = __import__(module, fromlist=["_"])
        *path, last = name.split(".")
        for step in path:
            owner = getattr(owner, step)
        function: Callable[..., Any] = getattr(owner, last)

        @wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            with self.part(part):
                return function(*args, **kwargs)

        @wraps(function)
        def counted_steps(*args: Any, **kwargs: Any) -> Any:
            steps, end = function(*args, **kwargs), object()
            while True:
                with self.part(part):
                    step = next(steps, end)
                if step is end:
                    return
                yield step

        setattr(owner, last, counted_steps if isgeneratorfunction(function) else counted)
