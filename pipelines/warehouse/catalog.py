"""Which relations the warehouse has, and whether each is a table or a view."""

import duckdb

from pipelines.warehouse.changes.state import forget_state, read_states
from pipelines.warehouse.models.layers import LAYERS
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.names import quoted

TABLE, VIEW = "table", "view"
Catalog = dict[str, str]


def read_catalog(con: duckdb.DuckDBPyConnection) -> Catalog:
    """The kind of each relation. Asked once a run: the question costs as much as building a small model."""
    rows = con.execute("select table_schema, table_name, table_type from information_schema.tables").fetchall()
    return {f"{schema}.{name}": VIEW if kind == "VIEW" else TABLE for schema, name, kind in rows}


def kind_of(model: Model) -> str:
    """What the model is meant to be."""
    return VIEW if model.is_view else TABLE


def create_schemas(con: duckdb.DuckDBPyConnection) -> None:
    """Make the schemas of the layers where they are missing."""
    for layer in LAYERS:
        con.execute(f"create schema if not exists {quoted(layer)}")


def make_way(con: duckdb.DuckDBPyConnection, model: Model, catalog: Catalog) -> None:
    """Drop a relation of the other kind: DuckDB won't replace a view by a table. The caller holds the transaction."""
    kind = catalog.get(model.relation)
    if kind not in (None, kind_of(model)):
        con.execute(f"drop {kind} {quoted(model.relation)}")


def retire_others(con: duckdb.DuckDBPyConnection, models: Models) -> None:
    """Drop what was built by a model that is gone from `sql/`, so that nobody goes on reading what nobody makes."""
    catalog = read_catalog(con)
    for relation in sorted(read_states(con).keys() - {model.relation for model in models}):
        if relation in catalog:
            con.execute(f"drop {catalog[relation]} {quoted(relation)}")
        forget_state(con, relation)
