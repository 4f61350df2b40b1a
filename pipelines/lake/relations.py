"""What SQL sees of the lake: one typed view a stream, empty where nothing came."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.files.tables import TABLES
from pipelines.lake.mapping.sql_text import literal, name
from pipelines.lake.paths import FILES, Lake

SCHEMA = "lake"
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


def register_lake(con: duckdb.DuckDBPyConnection, lake: Lake, api_schemas: Mapping[str, pa.Schema]) -> None:
    """Create or replace the views of schema `lake`: one for each `<source>__<stream>` of the given API schemas, with
    the column `account` besides, and one for each interchange table, with the column `arrival`: the number of the last
    arrival of the file that a row came in.

    Columns that older files lack are NULL, columns that no schema names aren't shown. The hive columns `date` and
    `account` choose the files, so that a query over a few days opens a few files for their rows.
    """
    con.execute(f"create schema if not exists {SCHEMA}")
    _deliveries(con, lake)
    for relation, schema in api_schemas.items():
        source, _, stream = relation.partition("__")
        columns = {field.name: sql_type(field.type) for field in schema} | {"account": "varchar"}
        folder = lake.stream_folder(source, stream)
        hive = "hive_partitioning = true, hive_types = {'account': varchar, 'date': date}"
        _view(con, relation, columns, folder, "account=*/date=*/data.parquet", hive)
    for table in TABLES.values():
        columns = {field.name: sql_type(field.type) for field in table.arrow_schema}
        folder = lake.stream_folder(FILES, table.name)
        _view(
            con,
            f"{FILES}__{table.name}",
            columns,
            folder,
            "account=*/delivery=*/data.parquet",
            "hive_partitioning = false",
            arrival_of=table.name,
        )


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
    folder: Path,
    pattern: str,
    hive: str,
    arrival_of: str | None = None,
) -> None:
    typed = ", ".join(f"cast(null as {kind}) as {name(column)}" for column, kind in columns.items())
    rows = f"select {typed} where false"
    if any(folder.glob(pattern)):
        files = f"read_parquet({literal(f'{folder}/{pattern}')}, {hive}, union_by_name = true)"
        rows += f" union all by name select * from {files}"
    shown = ", ".join(f"cast(stored.{name(column)} as {kind}) as {name(column)}" for column, kind in columns.items())
    source = f"({rows}) as stored"
    if arrival_of is not None:
        shown += ", arrived.arrival"
        source += f""" left join {SCHEMA}.deliveries as arrived
            on arrived.table_name = {literal(arrival_of)} and arrived.folder = stored.folder
            and arrived.delivery = stored.delivery"""
    con.execute(f"create or replace view {SCHEMA}.{name(relation)} as select {shown} from {source}")


def _deliveries(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """The table that gives each delivery the number of its last arrival."""
    loads = [load for load in lake.manifests() if load.kind == "delivery"]
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
