"""Where threads and steps say how they get on: Dagster's log of the run, or a way to it."""

from typing import Protocol


class Log(Protocol):
    """Where the lines of a run go."""

    def info(self, line: str, /) -> None:
        """How it goes on."""

    def warning(self, line: str, /) -> None:
        """What somebody should know."""

    def error(self, line: str, /) -> None:
        """What somebody must mend."""
