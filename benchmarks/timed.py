"""A warehouse that counts the seconds for which DuckDB is at work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from pipelines.settings import Environment
from pipelines.warehouse import open_warehouse


class TimedConnection:
    """Stands for a connection; `seconds` is what its calls took so far."""

    def __init__(self, con: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._con = con
        self.seconds = seconds

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._con, name)
        if not callable(method):
            return method

        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                answer = method(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - started
            return self if answer is self._con else answer

        return timed


@contextmanager
def timed_warehouse(environment: Environment) -> Iterator[TimedConnection]:
    """Opening counts, and closing, which is the checkpoint."""
    started = time.perf_counter()
    with open_warehouse(environment) as con:
        database = TimedConnection(con, time.perf_counter() - started)
        yield database
        closing = time.perf_counter()
    database.seconds += time.perf_counter() - closing
