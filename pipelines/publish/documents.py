"""What a published table says of itself: a comment for it, and one for each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from connectors.common.errors import Problem
from pipelines.scorecard.rows import SCORECARD, TOTALS, Column


@dataclass(frozen=True)
class TableDoc:
    """`name` without schema; `columns` maps each column to its comment, which ends by saying whether it adds up."""

    name: str
    comment: str
    columns: Mapping[str, str]


def column_comment(description: str, *, unit: str | None = None, additive: str | None = None) -> str:
    """A column's comment from its note: `additive` is yes, no, distinct, by_<column>; None for what isn't a measure."""
    parts = [description.rstrip(". ") + "."]
    if unit:
        parts.append(f"Unit: {unit}.")
    if additive == "yes":
        parts.append("Additive.")
    elif additive == "no":
        parts.append("Not additive.")
    elif additive == "distinct":
        parts.append("Not additive: people are counted once.")
    elif additive:
        parts.append(f"Additive over {additive.removeprefix('by_')} only.")
    return " ".join(parts)


def scorecard_documents() -> list[TableDoc]:
    """Of the two marts that no SQL model makes."""
    return [
        TableDoc(
            "scorecard",
            "Role scorecards: plan, fact, attainment, payout and score. One row per role, period and KPI line.",
            _comments(SCORECARD),
        ),
        TableDoc(
            "scorecard_totals",
            "What the scorecards add up to. One row per role and period.",
            _comments(TOTALS),
        ),
    ]


def _comments(columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: column.comment for column in columns}


def documents_of_marts(connection: duckdb.DuckDBPyConnection, documents: Sequence[TableDoc]) -> list[TableDoc]:
    """The document of each mart that the warehouse has. Raises Problem where a mart or a column has none.

    Whoever opens the file in a BI tool sees these comments, and nothing else of ours.
    """
    known = {document.name: document for document in documents}
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        """
        select table_name, column_name from information_schema.columns
        where table_catalog = current_database() and table_schema = 'marts' order by table_name, ordinal_position
        """
    ).fetchall():
        found.setdefault(table, []).append(column)
    if not found:
        raise Problem(
            "the warehouse has no marts to publish.", where="publication", mend="Run `tablo run`, which builds them."
        )
    for table, columns in found.items():
        missing = [column for column in columns if table in known and not known[table].columns.get(column)]
        if table not in known or missing:
            raise Problem(
                f"the mart {table} has no description{' of ' + ', '.join(missing) if missing else ''}.",
                where="publication",
                mend="Describe columns in sql/columns.yaml, a table in its model's header.",
            )
    return [
        TableDoc(table, known[table].comment, {column: known[table].columns[column] for column in columns})
        for table, columns in found.items()
    ]
