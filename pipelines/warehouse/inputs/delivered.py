"""`lake.files__<table>`: the rows of every delivery, brought over delivery by delivery, and what each of them touches.

Deliveries are many and small, and every version of a record counts: read from their files they would be opened by each
query. Visits and events are too many to be kept twice; they stay views of their files.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

import duckdb

from connectors.files.tables import TABLES, local_date
from pipelines.lake import Lake
from pipelines.lake.manifest import Manifest
from pipelines.lake.relations import delivered_columns, delivered_rows
from pipelines.lake.span import NO_EVENTS
from pipelines.warehouse.changes.fingerprints import column_types
from pipelines.warehouse.changes.links import ANY_DAY
from pipelines.warehouse.changes.log import Changes
from pipelines.warehouse.changes.state import News
from pipelines.warehouse.names import quoted, text
from pipelines.warehouse.ranges import DateRange, DateRanges

FILES = "lake.files__"
VIEWS = ("visits", "web_events")
TABLES_KEPT = tuple(table for table in TABLES if table not in VIEWS)


def bring_deliveries(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    manifests: Iterable[Manifest],
    news: Collection[News],
    changes: Changes,
    followed: Mapping[str, Collection[str]],
) -> None:
    """Make the kept tables hold what the lake holds, and note what changed. The caller holds the transaction."""
    loads = {(load.stream, load.account, load.partition): load for load in manifests if load.kind == "delivery"}
    for table in TABLES_KEPT:
        relation, columns = FILES + table, delivered_columns(table)
        mine = [each for each in news if each.relation == relation]
        known = column_types(con, relation)
        if known != {column: kind.upper() for column, kind in columns.items()} or _is_view(con, relation):
            _begin(con, relation, columns)
            coming = [load for (stream, _, _), load in loads.items() if stream == table]
            # as they came, so that what is of one time lies together
            _insert(con, lake, relation, sorted(coming, key=lambda load: load.arrival or 0))
            changes.note(relation, everything=True)
        elif mine:
            _replace(con, lake, loads, table, mine, changes, followed.get(relation, ()))


def note_views(
    con: duckdb.DuckDBPyConnection, news: Collection[News], changes: Changes, followed: Mapping[str, Collection[str]]
) -> None:
    """The days that deliveries touched of the tables that are views. Call it once the views are there."""
    for table in VIEWS:
        relation = FILES + table
        mine = [each for each in news if each.relation == relation and (each.rows > 0 or each.date_from)]
        if mine:
            untold = any(each.date_from is None for each in mine) or (not TABLES[table].stays and _left(mine))
            seq = changes.note(relation, everything=untold)
            days = DateRanges.of(*(span for each in mine if (span := each.span)))
            if not TABLES[table].stays and followed.get(relation):
                came = _here([(each.account, each.partition) for each in mine if not each.ended])
                days |= _days_of_records(con, table, f"select * from {quoted(relation)} where {came}")
            changes.note_days(relation, seq, ANY_DAY, days)


def _left(news: Collection[News]) -> bool:
    """Whether rows went with their delivery, or by its replay: nobody can tell any longer which records they were of,
    and on which days former versions of these stand.
    """
    here = {(each.account, each.partition, each.rows_id) for each in news if not each.ended}
    return any(each.ended and each.rows and (each.account, each.partition, each.rows_id) not in here for each in news)


def note_arrivals(
    con: duckdb.DuckDBPyConnection,
    manifests: Iterable[Manifest],
    moved: Collection[tuple[str, str]],
    news: Collection[News],
    changes: Changes,
    followed: Mapping[str, Collection[str]],
) -> None:
    """What the records of deliveries tell changes with the moments at which these came; of news it was noted before."""
    if not moved:
        return
    changes.note("lake.arrivals")
    noted = {(each.relation, each.account, each.partition) for each in news}
    brought = {
        (load.relation, load.account, load.partition) for load in manifests if load.kind == "delivery" and load.rows
    }
    for table in TABLES_KEPT:
        relation, name = FILES + table, (FILES + table).removeprefix("lake.")
        told = [place for place in moved if (name, *place) in brought and (relation, *place) not in noted]
        if told and followed.get(relation):
            rows = f"select * from {quoted(relation)} where {_here(told)}"
            _note(con, table, rows, changes.note(relation), changes, followed[relation])


def _replace(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    loads: Mapping[tuple[str, str, str], Manifest],
    table: str,
    news: Collection[News],
    changes: Changes,
    followed: Collection[str],
) -> None:
    relation, columns = FILES + table, delivered_columns(table)
    places = sorted({(each.account, each.partition) for each in news})
    left = [span for each in news if each.ended and (span := each.span)]
    # a long table isn't searched for rows of deliveries that it never had
    gone = _here(sorted({(each.account, each.partition) for each in news if each.ended}))
    con.execute(f"create or replace temp table leaving as select * from {quoted(relation)} where {gone}")
    con.execute(f"delete from {quoted(relation)} where {gone}")
    con.execute(f"create or replace temp table coming ({_declared(columns)})")
    _insert(con, lake, "coming", [loads[table, *place] for place in places if (table, *place) in loads])
    con.execute(f"insert into {quoted(relation)} by name select * from coming")
    if any(each.rows for each in news):
        undated = ANY_DAY in followed and any(each.date_from is None and each.rows for each in news)
        seq = changes.note(relation, everything=undated)
        changes.note_days(relation, seq, ANY_DAY, left)
        _note(con, table, "select * from coming union all by name from leaving", seq, changes, followed)
    con.execute("drop table leaving")
    con.execute("drop table coming")


def _here(places: Iterable[tuple[str, str]]) -> str:
    """The condition of the rows of these deliveries, each a folder and a name."""
    pairs = sorted(places)
    if not pairs:
        return "false"
    names = ", ".join(text(delivery) for delivery in sorted({delivery for _, delivery in pairs}))
    listed = ", ".join(f"({text(folder)}, {text(delivery)})" for folder, delivery in pairs)
    return f"delivery in ({names}) and (folder, delivery) in ({listed})"  # the first skips blocks, the second can't


def _note(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: str,
    seq: int,
    changes: Changes,
    followed: Collection[str],
) -> None:
    """The values, or the days, of the records of the query's rows, which are or were in a kept table."""
    relation = FILES + table
    for column in sorted(followed):
        if column == ANY_DAY:
            changes.note_days(relation, seq, ANY_DAY, _days_of_records(con, table, rows))
        else:
            changes.note_values(relation, seq, column, f"select distinct {quoted(column)} as value from ({rows})")


def _begin(con: duckdb.DuckDBPyConnection, relation: str, columns: Mapping[str, str]) -> None:
    con.execute("create schema if not exists lake")
    kind = "view" if _is_view(con, relation) else "table"
    con.execute(f"drop {kind} if exists {quoted(relation)}")
    con.execute(f"create table {quoted(relation)} ({_declared(columns)})")


def _declared(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())


def _insert(con: duckdb.DuckDBPyConnection, lake: Lake, relation: str, loads: Iterable[Manifest]) -> None:
    for load in loads:
        if load.rows:
            con.execute(f"insert into {quoted(relation)} by name {delivered_rows(lake, load)}")


def _is_view(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    schema, _, name = relation.partition(".")
    query = (
        "select 1 from duckdb_views() where schema_name = ? and view_name = ? and database_name = current_database()"
    )
    return bool(con.execute(query, [schema, name]).fetchall())


def _days_of_records(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> DateRanges:
    """All days on which any version of a record of the query's rows stands: it may have moved from there."""
    relation, (key, *_) = quoted(FILES + table), TABLES[table].key
    found = set()
    for column in map(quoted, _event_days(table)):
        versions = f"select * from {relation} where {quoted(key)} in (select {quoted(key)} from ({rows}))"
        days = f"select distinct {column} from (({rows}) union all ({versions})) where {column} is not null"
        found |= {day for (day,) in con.execute(days).fetchall()}
    return DateRanges.of(*(DateRange.inclusive(day, day) for day in found))


def _event_days(table: str) -> Iterator[str]:
    for column in TABLES[table].columns:
        if column.name not in NO_EVENTS and column.type in ("date", "timestamp"):
            yield column.name if column.type == "date" else local_date(column.name)
