"""At most so many requests in so many seconds, over all processes that share a file.

pyrate_limiter's `SQLiteBucket` keeps the sliding windows, and its `Limiter` is left out. While a `Limiter` waits, it
moves its item's time on by the pauses that it planned, and not to the time that it is: after a wait for the lock the
window lags behind (4.5.1, five processes at 10 a second: by 0.2 s, and 12 turns within one second). It also starts a
thread for each bucket, and waits for as long as the clock was set back.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pyrate_limiter import Rate, RateItem, SQLiteBucket

from connectors.common.limits.state import alone

TABLE = "turns"


class Pace:
    """All of `rates` are kept. `clock` is in seconds, and the same one for all processes: the machine's."""

    def __init__(self, path: Path, *rates: Rate, clock: Callable[[], float] = lambda: time.time()) -> None:
        self._path, self._rates, self._clock = path, list(rates), clock

    def take(self) -> float:
        """0 where a turn was free, which is taken then; else the seconds until one may be."""
        return alone(self._path, self._take, otherwise=0.0)

    def _take(self) -> float:
        bucket = SQLiteBucket.init_from_file(self._rates, table=TABLE, db_path=str(self._path))
        try:
            # a kill loses nothing without it, and a power cut no more than an estimate
            bucket.conn.execute("PRAGMA synchronous = OFF")
            now = int(self._clock() * 1000)
            # turns of the future are those of a clock that has been set back since
            bucket.conn.execute(f"UPDATE {TABLE} SET item_timestamp = ? WHERE item_timestamp > ?", (now, now))
            bucket.leak(now)
            turn = RateItem("turn", now)
            if bucket.put(turn):
                return 0.0
            return max(cast("int", bucket.waiting(turn)), 1) / 1000
        finally:
            bucket.conn.close()
