"""What models read besides each other, made anew for each run: `lake`, `config`, and the numbers of the loads."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pipelines.lake import Lake
from pipelines.lake.relations import register_lake
from pipelines.settings import Configuration, Environment
from pipelines.warehouse.arrivals import write_arrivals
from pipelines.warehouse.config_relations import write_config
from pipelines.warehouse.model import Models
from pipelines.warehouse.state import LOADS_COLUMNS, create_meta, number_loads
from pipelines.warehouse.transaction import transaction

_LOADS = f"""
create or replace view lake.loads as
select {", ".join(f'"{name}"' for name in LOADS_COLUMNS)}
from meta.loads
where ended_seq is null
"""


def prepare_relations(
    con: duckdb.DuckDBPyConnection,
    models: Models,
    *,
    environment: Environment,
    configuration: Configuration,
    lake: Lake,
    api_schemas: Mapping[str, pa.Schema],
) -> None:
    """Make everything that models may read, as of now, in one transaction."""
    with transaction(con):
        create_meta(con)
        # numbered before the files are mapped: a load that arrives in between is seen again by the next run
        manifests = lake.manifests()
        number_loads(con, manifests)
        con.execute("create schema if not exists lake")
        register_lake(con, lake, dict(api_schemas))
        con.execute(_LOADS)
        write_arrivals(con, manifests, environment.home / "archive" / "arrivals.jsonl", configuration.company.timezone)
        write_config(con, environment, configuration, models)


def lake_versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Columns and types of each lake relation, as text: when a connector changes them, what reads them is rebuilt."""
    rows = con.execute(
        "select 'lake.' || table_name, string_agg(column_name || ' ' || data_type, ', ' order by column_index) "
        "from duckdb_columns() where schema_name = 'lake' group by table_name"
    ).fetchall()
    return dict(rows)
