"""What SQL sees of the lake: one typed view a stream, empty where nothing came."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from connectors.files.tables import TABLES
from pipelines.lake.column_sets import ColumnSets, column_sets
from pipelines.lake.manifest import Manifest
from pipelines.lake.mapping.sql_text import literal, name
from pipelines.lake.paths import FILES, Lake

SCHEMA = "lake"
_DAYS, _DELIVERIES = "account=*/date=*/data.parquet", "account=*/delivery=*/data.parquet"
_BY_FOLDER = "hive_partitioning = true, hive_types = {'account': varchar, 'date': date}"
_AS_STORED = "hive_partitioning = false"
_SCALARS = {
    pa.bool_(): "boolean",
    pa.int8(): "tinyint",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.uint8(): "utinyint",
    pa.uint16(): "usmallint",
    pa.uint32(): "uinteger",
    pa.uint64(): "ubigint",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.string(): "varchar",
    pa.large_string(): "varchar",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
}


def register_lake(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    api_schemas: Mapping[str, pa.Schema],
    manifests: Iterable[Manifest] | None = None,
    *,
    without: Collection[str] = (),
) -> None:
    """Create or replace the views of schema `lake`: one for each `<source>__<stream>` of the given API schemas, with
    the column `account` besides, and one for each interchange table but those of `without`, with the column `arrival`:
    the number of the last arrival of the file that a row came in.

    Columns that older files lack are NULL, columns that no schema names aren't shown. The hive columns `date` and
    `account` choose the files, so that a query over a few days opens the files of these days, and one more for each set
    of columns that there is: the database remembers which loads have the same, in `meta.stored_columns`.
    """
    con.execute(f"create schema if not exists {SCHEMA}")
    files = {f"{FILES}__{table}": table for table in TABLES if table not in without}
    loads: dict[str, list[Manifest]] = {relation: [] for relation in (*api_schemas, *files)}
    for load in lake.manifests() if manifests is None else manifests:
        if load.relation in loads:
            loads[load.relation].append(load)
    sets = column_sets(con, lake, [load for mine in loads.values() for load in mine])
    for relation, schema in api_schemas.items():
        columns = {field.name: sql_type(field.type) for field in schema} | {"account": "varchar"}
        _view(con, relation, columns, _stored(sets, loads[relation], _DAYS, _BY_FOLDER))
    _deliveries(con, [load for relation in files for load in loads[relation]])
    for relation, table in files.items():
        columns = {field.name: sql_type(field.type) for field in TABLES[table].arrow_schema}
        _view(con, relation, columns, _stored(sets, loads[relation], _DELIVERIES, _AS_STORED), arrival_of=table)


def delivered_columns(table: str) -> dict[str, str]:
    """The columns of an interchange table as SQL sees them, with their types."""
    return {field.name: sql_type(field.type) for field in TABLES[table].arrow_schema} | {"arrival": "bigint"}


def delivered_rows(lake: Lake, load: Manifest) -> str:
    """The query for the rows of one delivery, with these columns; what its file lacks is NULL."""
    columns = delivered_columns(load.stream)
    typed = ", ".join(f"cast(null as {kind}) as {name(column)}" for column, kind in columns.items())
    shown = ", ".join(
        f"{load.arrival or 'null'} as arrival"
        if column == "arrival"
        else f"cast({name(column)} as {kind}) as {name(column)}"
        for column, kind in columns.items()
    )
    file = f"read_parquet({literal(str(lake.of(load).data))}, hive_partitioning = false)"
    return f"select {shown} from (select {typed} where false union all by name select * from {file})"


def sql_type(kind: pa.DataType) -> str:
    """An Arrow type as DuckDB writes it."""
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    return _SCALARS[kind]


def _view(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Mapping[str, str],
    stored: Iterable[str],
    arrival_of: str | None = None,
) -> None:
    typed = ", ".join(f"cast(null as {kind}) as {name(column)}" for column, kind in columns.items())
    rows = " union all by name ".join([f"select {typed} where false", *(f"select * from {files}" for files in stored)])
    shown = ", ".join(f"cast(stored.{name(column)} as {kind}) as {name(column)}" for column, kind in columns.items())
    source = f"({rows}) as stored"
    if arrival_of is not None:
        shown += ", arrived.arrival"
        source += f""" left join {SCHEMA}.deliveries as arrived
            on arrived.table_name = {literal(arrival_of)} and arrived.folder = stored.folder
            and arrived.delivery = stored.delivery"""
    con.execute(f"create or replace view {SCHEMA}.{name(relation)} as select {shown} from {source}")


def _stored(sets: ColumnSets, loads: Sequence[Manifest], pattern: str, options: str) -> list[str]:
    """The files of a stream, as many times `read_parquet` as they have sets of columns.

    Files of one set are named by a pattern, which costs less than thousands of names each time the view is read.
    `union_by_name` would do for all sets, but opens every file for each query.
    """
    if not loads:
        return []
    if sets.are_one(loads):
        folder = sets.lake.stream_folder(loads[0].source, loads[0].stream)
        return [f"read_parquet({literal(f'{folder}/{pattern}')}, {options})"] if any(folder.glob(pattern)) else []
    return [
        f"read_parquet([{', '.join(literal(str(file)) for file in files)}], {options})" for files in sets.files(loads)
    ]


def _deliveries(con: duckdb.DuckDBPyConnection, loads: Collection[Manifest]) -> None:
    """The table that gives each delivery the number of its last arrival."""
    con.execute(
        f"""create or replace table {SCHEMA}.deliveries as
            select unnest(?::varchar[]) as table_name, unnest(?::varchar[]) as folder,
                unnest(?::varchar[]) as delivery, unnest(?::bigint[]) as arrival""",
        [
            [load.stream for load in loads],
            [load.account for load in loads],
            [load.partition for load in loads],
            [load.arrival for load in loads],
        ],
    )
