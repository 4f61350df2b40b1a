"""Two warehouses side by side: every table and view of every layer, as multisets of rows, no column left out."""

import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
from any_sequence.home import Home

from pipelines.warehouse import ModelResult, open_warehouse

LAYERS = ["staging", "core", "marts", "kpi"]
SHOWN = 3


def unlike_a_rebuild(home: Home, results: list[ModelResult]) -> dict[str, str]:
    """After a whole run with these results: of each table that a rebuild has otherwise, how."""
    rebuilt = home.rebuilt()
    found = unlike(home, rebuilt, results)
    shutil.rmtree(rebuilt.path)  # what lies in the first home is linked, and stays
    return found


def unlike(home: Home, rebuilt: Home, results: list[ModelResult]) -> dict[str, str]:
    """Of each table that is otherwise in the other home, how; but for those that checks refuse, which must be missing.

    A table whose check refuses its rows keeps its former ones, which a rebuild never had.
    """
    refused = {result.relation for result in results if result.status in ("failed", "skipped")}
    with open_warehouse(home.environment) as left, open_warehouse(rebuilt.environment) as right:
        return dict(_differences(left, right, refused))


def _differences(
    left: duckdb.DuckDBPyConnection, right: duckdb.DuckDBPyConnection, refused: set[str]
) -> Iterator[tuple[str, str]]:
    mine, theirs = (dict(_tables(con)) for con in (left, right))
    for table in sorted({*mine, *theirs}):
        wanted = None if table in refused else mine.get(table)
        if theirs.get(table) != wanted:
            yield table, f"has the columns {wanted}, rebuilt {theirs.get(table)}"
        elif table not in refused and _digest(left, table) != _digest(right, table):
            one, other = (Counter(map(repr, _rows(con, table))) for con in (left, right))
            yield table, f"has {list((one - other).items())[:SHOWN]}, rebuilt {list((other - one).items())[:SHOWN]}"


def _tables(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Each with its columns and types, in their order."""
    return con.execute(
        "select schema_name || '.' || table_name, "
        "string_agg(column_name || ' ' || data_type, ', ' order by column_index) "
        "from duckdb_columns() where schema_name in (select unnest(?)) and not internal group by 1",
        [LAYERS],
    ).fetchall()


def _digest(con: duckdb.DuckDBPyConnection, table: str) -> Any:
    """Equal for equal multisets of rows."""
    return con.execute(f"select count(*), sum(cast(hash(rows) as hugeint)) from {table} as rows").fetchall()


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[Any]:
    return con.execute(f"select * from {table}").fetchall()
