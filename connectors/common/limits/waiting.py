"""Pauses of those who wait for their turn: jittered, so that they don't all come back at once."""

import logging
import random
import time

LONG_SECONDS = 60.0
LONGEST_JITTER = 0.25
logger = logging.getLogger(__name__)


class Waiting:
    """One wait of many pauses. A long one is logged, once: nobody should take it for a hang."""

    def __init__(self, what_for: str) -> None:
        self._what_for = what_for
        self._began = time.monotonic()
        self._is_told = False

    def pause(self, seconds: float) -> None:
        """Sleep so long, and a little longer."""
        seconds += random.uniform(0, min(seconds, LONGEST_JITTER))
        if not self._is_told and time.monotonic() - self._began + seconds > LONG_SECONDS:
            logger.warning("Waiting long for %s. Nothing is wrong: all runs share the vendor's limits.", self._what_for)
            self._is_told = True
        time.sleep(seconds)
