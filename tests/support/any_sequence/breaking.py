"""A connection that breaks at one of its statements: the run is stopped, refused, or killed there."""

import os
import signal
from typing import Any, Literal

import duckdb

How = Literal["stopped", "refused", "killed"]
BREAKS = (KeyboardInterrupt, duckdb.Error)


class Breaking:
    """Counts statements, beginnings and commits; at the one numbered `at`, it breaks. Never, with 0.

    `late` breaks after the statement: of a commit, nobody hears that it was done.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, at: int, how: How = "stopped", late: bool = False) -> None:
        self._con, self._at, self._how, self._late = con, at, how, late
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._con, name)
        return self._counted(found) if name in ("execute", "begin", "commit") else found

    def _counted(self, call: Any) -> Any:
        def run(*arguments: Any) -> Any:
            self.statements += 1
            if self.statements != self._at:
                return call(*arguments)
            if self._late:
                call(*arguments)
            if self._how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise KeyboardInterrupt if self._how == "stopped" else duckdb.OutOfMemoryException("out of memory")

        return run
