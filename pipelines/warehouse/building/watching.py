"""Notes what a write changes of a table, for those who read it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.warehouse.building.plan import Plan, Planner
from pipelines.warehouse.changes.fingerprints import WHOLE, Fingerprints, column_types, is_dated
from pipelines.warehouse.models.model import Model
from pipelines.warehouse.names import literal, quoted
from pipelines.warehouse.ranges import DateRanges


@contextmanager
def watched(
    con: duckdb.DuckDBPyConnection, planner: Planner, model: Model, plan: Plan, *, exists: bool
) -> Iterator[None]:
    """The block writes the days of the plan, or the whole table. The caller holds the transaction."""
    relation, table = model.relation, quoted(model.relation)
    if relation not in planner.read:
        yield
        return
    kinds = column_types(con, relation) if exists else {}
    columns, where = planner.followed.get(relation, frozenset()), _written(model, plan.days, plan.action == "days")
    # where a view stood, it is gone by now, and no column is known of it
    can_tell = bool(kinds) and columns <= kinds.keys()
    before = Fingerprints.take(con, "before", columns, table, where) if can_tell else None
    yield
    if before is None or column_types(con, relation) != kinds:
        planner.changes.note(relation, everything=True)
    else:
        note_differences(planner, relation, kinds, before, Fingerprints.take(con, "after", columns, table, where))


def note_differences(
    planner: Planner, relation: str, kinds: dict[str, str], before: Fingerprints, after: Fingerprints
) -> None:
    """For each column by which the relation is followed, the days or values whose rows are others now."""
    if not after.differs_from(before):
        return
    seq = planner.changes.note(relation)
    for column in after.columns:
        kind = kinds.get(column, "")
        if is_dated(kind):
            planner.changes.note_days(relation, seq, column, after.days(before, column))
        if kind != "DATE" and column != WHOLE:
            planner.changes.note_values(relation, seq, column, after.values(before, column))


def _written(model: Model, days: DateRanges, is_by_days: bool) -> str:
    """The condition of the rows that are written."""
    if not is_by_days:
        return "true"
    column = quoted(model.header.incremental or "")
    pieces = (f"({column} >= {literal(piece.start)} and {column} < {literal(piece.end)})" for piece in days)
    return f"({' or '.join(pieces)})"
