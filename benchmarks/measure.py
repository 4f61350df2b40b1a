"""How a benchmark measures: whole processes, several runs, the median, and a baseline in the same run."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """`ours` beside `baseline`, in the same unit; `target` says what was promised, in words.

    Where both were taken in turns, `of_rounds` has the ratio of each round: a machine whose speed drifts falls on both.
    """

    name: str
    ours: float
    baseline: float
    unit: str
    baseline_name: str
    target: str = ""
    of_rounds: tuple[float, ...] = ()

    @property
    def ratio(self) -> float:
        return statistics.median(self.of_rounds) if self.of_rounds else self.ours / self.baseline


def median_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median of several runs, after one that isn't counted."""
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def python(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs `code`."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
