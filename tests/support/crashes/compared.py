"""What a home holds that must not depend on how often it was killed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

OF_THE_RUN = {"as_of", "loaded_at", "built_at", "last_loaded_at"}  # moments, not facts
OF_THE_LOAD = {"load_id", "same_rows_as", "loaded_at", "details"}


def published(home: Path) -> dict[str, list[str]]:
    """The rows of each published table in one order; empty before anything is published."""
    file = home / "published" / "marts.duckdb"
    if not file.exists():
        return {}
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
        return {name: _rows(connection, f"marts.marts.{name}") for (name,) in tables}


def pages(home: Path) -> dict[str, int]:
    """The pages and workbooks that people read, and whether any is empty."""
    folder = home / "published" / "scorecard"
    return {str(path.relative_to(folder)): min(path.stat().st_size, 1) for path in folder.rglob("*.*")}


def lake(home: Path) -> dict[str, tuple[Any, list[str]]]:
    """Of each partition what its manifest tells, and its rows; and what the files of the quarantine hold."""
    root, found = home / "lake", dict[str, tuple[Any, list[str]]]()
    with duckdb.connect() as connection:
        for load in sorted(root.rglob("load.json")):
            told = {name: value for name, value in json.loads(load.read_bytes()).items() if name not in OF_THE_LOAD}
            rows = _rows(connection, f"read_parquet('{load.with_name('data.parquet')}', hive_partitioning = false)")
            assert len(rows) == told["rows"], f"{load}: {len(rows)} rows, and the manifest says {told['rows']}"
            found[str(load.parent.relative_to(root))] = told, rows
        for refused in sorted((root / "quarantine").rglob("*.parquet")):
            rows = _rows(connection, f"read_parquet('{refused}', hive_partitioning = false)")
            found[str(refused.relative_to(root))] = None, rows
    return found


def arrivals(home: Path) -> list[tuple[int, str, str]]:
    """Which file came when: a number, its folder and its name."""
    lines = (home / "archive" / "arrivals.jsonl").read_text(encoding="utf-8").splitlines()
    return [(one["number"], one["folder"], one["file_name"]) for one in map(json.loads, lines)]


def leftovers(home: Path) -> list[str]:
    """What was on its way when somebody died, and would lie there for ever.

    The parts of a log request that the ledger knows wouldn't: the next export takes it over, or gives it back.
    """
    kept = {".lock", ".dagster.yaml"}
    places = [home / name for name in ("lake", "published", "archive", "inbox", "reports")]
    hidden = [path for place in places for path in place.rglob(".*") if path.name not in kept]
    spooled = [path for path in (home / "state").glob("*/spool/*") if path.name not in _live_requests(home)]
    built = [*(home / "published").glob("*.building*"), *spooled]
    return sorted(str(path.relative_to(home)) for path in [*hidden, *built])


def _live_requests(home: Path) -> set[str]:
    ledger_file = home / "state" / "yandex_metrica" / "ledger.sqlite"
    if not ledger_file.exists():
        return set()
    with closing(sqlite3.connect(ledger_file)) as ledger:
        return {key for (key,) in ledger.execute("select key from requests where state = 'spooled'")}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of which the two don't hold the same; short enough to be read in a failure."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _rows(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    found = connection.execute(f"select * from {relation}")
    names = [column[0] for column in found.description]
    kept = [place for place, name in enumerate(names) if name not in OF_THE_RUN]
    return sorted(repr([(names[place], row[place]) for place in kept]) for row in found.fetchall())
