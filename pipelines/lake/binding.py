"""Checking each expression of a plan by itself, so that a sentence can say which one DuckDB refuses, and why."""

from collections.abc import Callable

import duckdb

from connectors.common.errors import Problem
from pipelines.lake.plan import TablePlan

Run = Callable[[str], duckdb.DuckDBPyConnection]


def check_expressions(run: Run, plan: TablePlan) -> None:
    """Raises Problem for the first expression that can't work on the file's columns."""
    group = ", ".join(plan.columns[column].sql for column in plan.group_by)
    named = [*((f"where.{rule}", expression) for rule, expression in plan.rules.items()), *plan.columns.items()]
    for place, expression in named:
        aggregated = expression.kind == "aggregate"
        value = f"try({{'v': {expression.sql}}})" if expression.parts and not aggregated else expression.sql
        try:
            run(f"describe select {value} as v from file{f' group by {group}' if aggregated else ''}").fetchall()
        except duckdb.Error as error:
            raise Problem(
                f"{first_sentence(error)} (in: {expression.sql}).",
                where=f"{plan.where}, {plan.table.name}.{place}",
                mend="Mend the expression.",
            ) from None


def first_sentence(error: Exception) -> str:
    """DuckDB's message without the kind before it, and the hints and the picture after it."""
    line = str(error).strip().splitlines()[0]
    return line.split("Error: ", 1)[-1].rstrip(".!")
