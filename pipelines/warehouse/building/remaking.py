"""Making the rows of some keys anew: beside the table first, so that it is touched only where they are others."""

import duckdb

from connectors.common.errors import Problem
from pipelines.warehouse.building.plan import Planner
from pipelines.warehouse.building.touched import COMING, LEAVING, TOUCHED, Touched
from pipelines.warehouse.building.watching import note_differences
from pipelines.warehouse.changes.fingerprints import Fingerprints, column_types
from pipelines.warehouse.models.model import Model
from pipelines.warehouse.names import quoted

_PLACE = "place_in_table"  # of a row that leaves, until it has left


def remake(con: duckdb.DuckDBPyConnection, planner: Planner, model: Model, touched: Touched) -> int:
    """Replace the rows of the touched values, and note what that changes; returns the rows written.

    The new rows stay in the temporary table `coming`, for the checks. The caller holds the transaction.
    """
    table, kinds = quoted(model.relation), column_types(con, model.relation)
    # found by their key once, and by their place from then on: a key is text, and the table is long
    con.execute(
        f"create or replace temp table {LEAVING} as select rowid as {_PLACE}, * from {table} where {touched.condition}"
    )
    con.execute(f"create or replace temp table {COMING} as select * from {table} limit 0")
    con.execute(f"insert into {COMING} by name (\n{touched.rows_of(model.sql)}\n)")
    _refuse_others(con, model, touched)
    columns = planner.followed.get(model.relation, frozenset())
    before = Fingerprints.take(con, "before", columns, f"(select * exclude ({_PLACE}) from {LEAVING})")
    after = Fingerprints.take(con, "after", columns, COMING)
    if not after.differs_from(before):
        return 0
    con.execute(f"delete from {table} where rowid in (select {_PLACE} from {LEAVING})")
    con.execute(f"insert into {table} by name select * from {COMING}")
    note_differences(planner, model.relation, kinds, before, after)
    ((written,),) = con.execute(f"select count(*) from {COMING}").fetchall()
    return int(written)


def _refuse_others(con: duckdb.DuckDBPyConnection, model: Model, touched: Touched) -> None:
    """Rows of other keys would be there twice."""
    key = quoted(touched.column)
    ((others, every),) = con.execute(
        f"select count(*) filter (where {key} is null or {key} not in (select value from {TOUCHED})), count(*) "
        f"from {COMING}"
    ).fetchall()
    if others:
        raise Problem(
            f"{others} of {every} rows have a {touched.column} of which no input row has changed.",
            where=str(model.path),
            mend=f"Let the rows of a {touched.column} come from its input rows alone, or name its column by `follows`.",
        )
