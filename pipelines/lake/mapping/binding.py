"""DuckDB's refusals as sentences: each expression of a plan is checked by itself, to say which one, and why."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from connectors.common.errors import BadInput, Problem
from connectors.files.masking import masked
from pipelines.lake.mapping import engine
from pipelines.lake.mapping.plan import TablePlan

Run = Callable[[str], duckdb.DuckDBPyConnection]
# errors about a value quote it, and it may be anybody's name
OF_VALUES = (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException, pa.ArrowException)
TEXTS = ("VARCHAR", "STRUCT(v VARCHAR)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def check_expressions(run: Run, plan: TablePlan) -> None:
    """Raises Problem for the first expression that can't work on the file's columns."""
    group = ", ".join(plan.columns[column].sql for column in plan.group_by)
    named = [*((f"where.{rule}", expression) for rule, expression in plan.rules.items()), *plan.computed.items()]
    for place, expression in named:
        aggregated = expression.kind == "aggregate"
        value = f"try({{'v': {expression.sql}}})" if expression.parts and not aggregated else expression.sql
        try:
            described = run(f"describe select {value} as v from file{f' group by {group}' if aggregated else ''}")
            (_, kind, *_), *_ = described.fetchall()
        except duckdb.Error as error:
            raise Problem(
                f"{first_sentence(error)} (in: {expression.sql}).",
                where=f"{plan.where}, {plan.table.name}.{place}",
                mend="Mend the expression.",
            ) from None
        if place.startswith(("where.", "refuse.")) and kind in TEXTS:
            raise Problem(
                f"it gives a text, and should be true or false (in: {expression.sql}).",
                where=f"{plan.where}, {plan.table.name}.{place}",
                mend=f"Compare it, for instance {expression.sql} = 'yes'.",
            )


@contextmanager
def one_sentence(file: str) -> Iterator[None]:
    """What DuckDB and Arrow may still raise on a file, as a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise BadInput(
            f"mapping it needs more than {engine.MEMORY_LIMIT} of memory.",
            where=file,
            mend="Split the file, or map it without group_by.",
        ) from None
    except (duckdb.Error, pa.ArrowException) as error:
        said = first_sentence(error)
        if isinstance(error, OF_VALUES):
            said = _QUOTED.sub(lambda quoted: masked(quoted[0]), said)
        raise Problem(f"it can't be mapped: {said}.", where=file, mend="Mend the mapping or the file.") from None


def first_sentence(error: Exception) -> str:
    """DuckDB's message without the kind before it, and the hints and the picture after it."""
    line = str(error).strip().splitlines()[0]
    return line.split("Error: ", 1)[-1].rstrip(".!")
