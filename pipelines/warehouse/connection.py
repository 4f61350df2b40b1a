"""The one door to `warehouse.duckdb`: a lock between processes, then one connection, closed whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from filelock import FileLock, Timeout

from connectors.common.errors import Problem
from pipelines.settings import Environment
from pipelines.warehouse.complaints import opening_problem, sentence

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # nothing is fetched in the core path: ICU and JSON are in the wheel
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # tables have keys, not an order; keeping one costs memory on large inserts
    "preserve_insertion_order": False,
    # of a new file: since this format a checkpoint needn't read again what it knows of the rows that stay as they are
    "storage_compatibility_version": "v1.5.0",
}


@contextmanager
def open_warehouse(environment: Environment, *, wait_seconds: float = 10.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, for this process alone.

    Raises Problem when another run holds it for longer than `wait_seconds`, when its file can't be opened, and for
    whatever DuckDB refuses to whoever works with the connection.
    """
    home = environment.home
    lock = FileLock(home / "warehouse.lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise Problem(
            "another run is writing the warehouse.", where=str(home), mend="Wait until it has ended, and run again."
        ) from None
    except OSError as error:
        raise opening_problem(error, str(home)) from None
    try:
        con = _connect(environment)
        try:
            yield con
        except duckdb.Error as error:
            raise Problem(sentence(error), where=str(home / "warehouse.duckdb")) from error
        except RuntimeError as error:
            # what DuckDB makes of an interrupt while a query runs
            if str(error) == "Query interrupted":
                raise KeyboardInterrupt from None
            raise
        finally:
            con.close()
    finally:
        lock.release()


def _connect(environment: Environment) -> duckdb.DuckDBPyConnection:
    path = str(environment.home / "warehouse.duckdb")
    try:
        con = duckdb.connect(path, config={**_CONFIG, "temp_directory": str(environment.home / "warehouse.tmp")})
    except (duckdb.Error, OSError) as error:
        raise opening_problem(error, path) from None
    con.execute("set TimeZone = 'UTC'")
    # a checkpoint at every few commits would write the last rows of every table again and again: one at the end
    con.execute("set checkpoint_threshold = '1GB'")
    # the few changed keys of a day are looked up in tables of years: their list skips the blocks that have none of them
    con.execute("set dynamic_or_filter_threshold = 20000")
    con.execute("set enable_progress_bar = false")  # DuckDB's own would be drawn over ours
    return con
