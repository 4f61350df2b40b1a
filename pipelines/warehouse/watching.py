"""Notes what a write changes of a table, for those who read it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.warehouse.fingerprints import Fingerprints, column_types
from pipelines.warehouse.model import Model
from pipelines.warehouse.names import literal, quoted
from pipelines.warehouse.plan import Plan, Planner


@contextmanager
def watched(
    con: duckdb.DuckDBPyConnection, planner: Planner, model: Model, plan: Plan, *, exists: bool
) -> Iterator[None]:
    """The block writes what the plan says. The caller holds the transaction."""
    relation, changes = model.relation, planner.changes
    if relation not in planner.read:
        yield
        return
    kinds = column_types(con, relation) if exists else {}
    columns = planner.followed.get(relation, frozenset())
    can_tell = exists and columns <= kinds.keys()
    before = Fingerprints.take(con, relation, columns, _written(model, plan)) if can_tell else None
    yield
    if before is None or column_types(con, relation) != kinds:
        changes.note(relation, everything=True)
    elif before.is_changed():
        seq = changes.note(relation)
        for column in before.columns:
            if kinds[column] == "DATE":
                changes.note_days(relation, seq, column, before.days(column))
            else:
                changes.note_values(relation, seq, column, before.values(column))


def _written(model: Model, plan: Plan) -> str:
    """The condition of the rows that the plan writes."""
    if plan.action == "keys" and plan.touched is not None:
        return plan.touched.condition
    if plan.action != "days":
        return "true"
    column = quoted(model.header.incremental or "")
    pieces = (f"({column} >= {literal(piece.start)} and {column} < {literal(piece.end)})" for piece in plan.days)
    return f"({' or '.join(pieces)})"
