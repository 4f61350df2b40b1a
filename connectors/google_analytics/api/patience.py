"""How long somebody is ready to wait for the API."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Patience:
    """Tries in all for one answer, and seconds between them (doubling, with jitter).

    `tries`: where the server failed by itself; ten of them cost the project an hour. `long_tries`: where no answer came
    within the `deadline`. `busy_tries`: where there was no free place. `longest_park`: seconds to wait for hours'
    quotas, that of the settings where it is None. `spends_reserve`: somebody at a terminal is asking. `clock` and
    `sleep` belong together.
    """

    tries: int = 3
    long_tries: int = 2
    busy_tries: int = 8
    first_pause: float = 1.0
    longest_pause: float = 30.0
    deadline: float = 120.0
    longest_park: float | None = None
    spends_reserve: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
