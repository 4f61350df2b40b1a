"""The rows of some values of a key: the values that changed, and a query that reads the input rows of these alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import duckdb
from sqlglot.dialects import DuckDB
from sqlglot.tokens import TokenType

from connectors.files.tables import TABLES
from pipelines.warehouse.model import Model, Models
from pipelines.warehouse.names import quoted

TOUCHED = "touched"
_DUCKDB = DuckDB()
_FILES = "lake.files__"
_NAMES_AN_ALIAS = (TokenType.ALIAS, TokenType.VAR, TokenType.IDENTIFIER)


@dataclass(frozen=True)
class Touched:
    """The values of a model's key whose rows are made anew, in the temporary table `touched`.

    `inputs` are the relations that have the key too, each with the column that it is.
    """

    column: str
    count: int
    inputs: Mapping[str, str]

    @classmethod
    def collect(
        cls, con: duckdb.DuckDBPyConnection, model: Model, models: Models, kind: str, queries: Iterable[str]
    ) -> "Touched":
        """The union of the queries' values; `kind` is the type of the model's key."""
        values = (
            " union all ".join(f"select value from ({query})" for query in queries)
            or "select null as value where false"
        )
        con.execute(
            f"create or replace temp table {TOUCHED} as "
            f"select distinct try_cast(value as {kind}) as value from ({values}) where value is not null"
        )
        ((count,),) = con.execute(f"select count(*) from {TOUCHED}").fetchall()
        column = model.header.incremental_key or ""
        return cls(column, int(count), {**_with_the_key(model, models), model.relation: column})

    @property
    def condition(self) -> str:
        """Of the model's own rows."""
        return f"{quoted(self.column)} in (select value from {TOUCHED})"

    def rows_of(self, sql: str) -> str:
        """The query over the rows of touched values only. Names are replaced where they stand, as text."""
        return restricted(sql, self.inputs)


def _with_the_key(model: Model, models: Models) -> dict[str, str]:
    """Of all that a keyed model and its checks read, what has its key, and the column that it is."""
    key = model.header.incremental_key or ""
    found = {}
    for relation in model.reads:
        column = model.header.follows.get(relation, key)
        if isinstance(column, str) and column in _columns(relation, models):
            found[relation] = column
    return found


def restricted(sql: str, columns: Mapping[str, str]) -> str:
    """The query over the rows of these relations of which the column has a touched value."""
    parts, end = [], 0
    for start, stop, relation, is_named in _relations(sql, frozenset(columns)):
        column, short = quoted(columns[relation]), quoted(relation.split(".")[1])
        rows = f"(select * from {quoted(relation)} where {column} in (select value from {TOUCHED}))"
        parts += [sql[end:start], rows if is_named else f"{rows} as {short}"]
        end = stop
    return "".join(parts) + sql[end:]


def _columns(relation: str, models: Models) -> tuple[str, ...]:
    model = models.get(relation)
    if model is not None:
        return model.columns
    table = TABLES.get(relation.removeprefix(_FILES)) if relation.startswith(_FILES) else None
    return () if table is None else tuple(table.arrow_schema.names)


@lru_cache(maxsize=2048)
def _relations(sql: str, wanted: frozenset[str]) -> tuple[tuple[int, int, str, bool], ...]:
    """Where relations stand after FROM, JOIN or a comma, and whether an alias follows."""
    tokens = _DUCKDB.tokenize(sql)
    found = []
    for place in range(len(tokens) - 2):
        schema, dot, name = tokens[place : place + 3]
        relation = f"{schema.text}.{name.text}".lower()
        if dot.token_type != TokenType.DOT or relation not in wanted:
            continue
        before = tokens[place - 1].token_type if place else None
        if before not in (TokenType.FROM, TokenType.JOIN, TokenType.COMMA):
            continue
        after = tokens[place + 3].token_type if place + 3 < len(tokens) else None
        if after == TokenType.DOT:
            continue
        found.append((schema.start, name.end + 1, relation, after in _NAMES_AN_ALIAS))
    return tuple(found)
