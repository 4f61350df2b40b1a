"""The values of a model's key whose rows are made anew, and the rows that what it reads has of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from connectors.files.tables import TABLES
from pipelines.warehouse.building.narrowing import narrowed, readings
from pipelines.warehouse.models.header import Check
from pipelines.warehouse.models.model import Model, Models
from pipelines.warehouse.names import quoted

# temporary tables, named in full: a model or a check may have a CTE of any name
TOUCHED = "temp.touched"
COMING, LEAVING = "temp.coming", "temp.leaving"  # the touched rows as they will be, and as they were
_FILES = "lake.files__"


@dataclass(frozen=True)
class Touched:
    """The values are in the temporary table `touched`.

    `inputs` tells of each relation that has the key too what its touched rows are: a table, or a query in brackets.
    """

    column: str
    count: int
    inputs: Mapping[str, str]

    @classmethod
    def collect(
        cls, con: duckdb.DuckDBPyConnection, model: Model, models: Models, kind: str, queries: Iterable[str]
    ) -> "Touched":
        """The union of the queries' values; `kind` is the type of the model's key."""
        values = " union all ".join(f"select value from ({query})" for query in queries)
        con.execute(
            f"create or replace temp table {TOUCHED} as select distinct try_cast(value as {kind}) as value "
            f"from ({values or 'select null as value'}) where value is not null"
        )
        ((count,),) = con.execute(f"select count(*) from {TOUCHED}").fetchall()
        inputs = _inputs(con, model, models) if count else {}
        return cls(model.header.incremental_key or "", int(count), inputs)

    @property
    def condition(self) -> str:
        """Of the model's own rows."""
        return _condition(self.column)

    def rows_of(self, sql: str) -> str:
        """The model's query over the rows of touched values only."""
        return narrowed(sql, self.inputs)

    def checked_rows_of(self, sql: str, relation: str) -> str:
        """The same of a check, which looks at the model's own rows as they will be."""
        return narrowed(sql, {**self.inputs, relation: COMING})


def looks_at_touched(check: Check) -> bool:
    """What blocks has held for all other values before."""
    return check.severity == "error" and not check.whole


def _inputs(con: duckdb.DuckDBPyConnection, model: Model, models: Models) -> dict[str, str]:
    """Of all that the model and its checks read, what has its key. What is read more than once is looked up once."""
    key = model.header.incremental_key or ""
    columns = {
        relation: column
        for relation in model.reads
        if isinstance(column := model.header.follows.get(relation, key), str) and column in _columns(relation, models)
    }
    queries = [model.sql, *(check.sql for check in model.header.checks if looks_at_touched(check))]
    found = {}
    for place, (relation, times) in enumerate(sorted(readings(queries, columns).items())):
        rows = f"select * from {quoted(relation)} where {_condition(columns[relation])}"
        found[relation] = f"({rows})"
        if times > 1:
            found[relation] = f"{TOUCHED}_{place}"
            con.execute(f"create or replace temp table {TOUCHED}_{place} as {rows}")
    return found


def _condition(column: str) -> str:
    return f"{quoted(column)} in (select value from {TOUCHED})"


def _columns(relation: str, models: Models) -> tuple[str, ...]:
    model = models.get(relation)
    if model is not None:
        return model.columns
    table = TABLES.get(relation.removeprefix(_FILES)) if relation.startswith(_FILES) else None
    return () if table is None else tuple(table.arrow_schema.names)
