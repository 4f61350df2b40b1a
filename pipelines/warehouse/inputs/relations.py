"""What models read besides each other, brought up to date for each run: `lake`, `config`, and what changed in them."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pipelines.lake import Lake
from pipelines.lake.relations import register_lake
from pipelines.settings import Configuration, Environment
from pipelines.warehouse.changes.links import ANY_DAY, followed_columns
from pipelines.warehouse.changes.log import Changes
from pipelines.warehouse.changes.pending import show_pending
from pipelines.warehouse.changes.state import LOADS_COLUMNS, News, create_meta, last_number, number_loads
from pipelines.warehouse.inputs.arrivals import write_arrivals
from pipelines.warehouse.inputs.config_relations import CONFIG_RELATIONS, write_config
from pipelines.warehouse.inputs.delivered import TABLES_KEPT, bring_deliveries, note_arrivals, note_views
from pipelines.warehouse.models.model import Models
from pipelines.warehouse.names import quoted
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
) -> Changes:
    """Make everything that models may read, as of now, and note what changed since the last time: one transaction."""
    with transaction(con):
        create_meta(con)
        changes, followed = Changes(con), followed_columns(models)
        # numbered before the files are mapped: a load that arrives in between is seen again by the next run
        manifests = lake.manifests()
        before = last_number(con)
        news = number_loads(con, manifests)
        if last_number(con) > before:
            changes.note("lake.loads")
        con.execute("create schema if not exists lake")
        bring_deliveries(con, lake, manifests, news, changes, followed)
        register_lake(con, lake, dict(api_schemas), manifests, without=TABLES_KEPT)
        con.execute(_LOADS)
        _note_windows(news, changes)
        note_views(con, news, changes, followed)
        log = environment.home / "archive" / "arrivals.jsonl"
        moved = write_arrivals(con, manifests, log, configuration.company.timezone)
        note_arrivals(con, manifests, moved, news, changes, followed)
        write_config(con, environment, configuration, models)
        show_pending(con, models)
    changes.settle()
    return changes


def source_versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Of each lake relation its columns and types, as text; of each relation of the configuration its content.

    When a connector changes the ones, or a person the others, what reads them is rebuilt.
    """
    rows = con.execute(
        "select 'lake.' || table_name, string_agg(column_name || ' ' || data_type, ', ' order by column_index) "
        "from duckdb_columns() where schema_name = 'lake' group by table_name"
    ).fetchall()
    contents = " union all ".join(
        f"select '{relation}', count(*) || ':' || coalesce(sum(hash(stored)), 0) from {quoted(relation)} as stored"
        for relation in CONFIG_RELATIONS
    )
    return dict(rows) | dict(con.execute(contents).fetchall())


def _note_windows(news: list[News], changes: Changes) -> None:
    """The days of an API that were loaded, or taken away."""
    days: dict[str, list[News]] = {}
    for each in news:
        if each.kind == "window":
            days.setdefault(each.relation, []).append(each)
    for relation, mine in days.items():
        seq = changes.note(relation)
        changes.note_days(relation, seq, ANY_DAY, [span for each in mine if (span := each.span)])
