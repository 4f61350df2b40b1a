"""What a model reads and yields, from its parsed SQL alone: no database is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

Query = Any  # sqlglot's Expression: its stubs are skipped, as pyproject says


@dataclass(frozen=True)
class Reference:
    """A table named in a FROM or JOIN. `schema` is empty where none is written."""

    schema: str
    name: str
    catalog: str
    node: Query

    @property
    def relation(self) -> str:
        """`schema.name`, lower-cased as DuckDB compares names."""
        return f"{self.schema}.{self.name}".lower()


def references(query: Query) -> Iterator[Reference]:
    """Every table that is read, but for the query's own CTEs. Table functions aren't tables.

    A name without a schema is a CTE where one is in sight; a name with a schema never is, even when a CTE has the
    same name.
    """
    for table in query.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            continue
        reference = Reference(table.db, table.name, table.catalog, table)
        if reference.schema or reference.name.lower() not in visible_ctes(table):
            yield reference


def visible_ctes(node: Query) -> set[str]:
    """The CTE names, lower-cased, that a table at this place may mean."""
    names: set[str] = set()
    child, parent = node, node.parent
    while parent is not None:
        if isinstance(parent, exp.With):
            # a CTE sees those before it, and itself only when it is recursive
            earlier = parent.expressions[: _position(parent, child) + bool(parent.recursive)]
            names |= {cte.alias.lower() for cte in earlier}
        elif (ctes := parent.args.get("with_")) is not None and ctes is not child:
            names |= {cte.alias.lower() for cte in ctes.expressions}
        child, parent = parent, parent.parent
    return names


def output_columns(query: Query, known: Mapping[str, tuple[str, ...]] | None = None) -> tuple[str, ...]:
    """The columns that the query yields, in order; `*` of a CTE or a subquery is resolved, an unnamed one is ''."""
    if not isinstance(query, (exp.Select, exp.SetOperation, exp.Subquery)):
        return ("*",)
    ctes = dict(known or {})
    for cte in query.ctes:
        ctes[cte.alias.lower()] = tuple(cte.alias_column_names) or output_columns(cte.this, ctes)
    if isinstance(query, (exp.SetOperation, exp.Subquery)):
        return output_columns(query.this, ctes)
    columns: list[str] = []
    for projection in query.expressions:
        if isinstance(projection, exp.Star):
            columns += _all_columns(query, ctes)
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            columns += _source_columns(_source_named(query, projection.table), ctes)
        else:
            columns.append(column_name(projection))
    return tuple(columns)


def column_name(projection: Query) -> str:
    """What an expression of a select is called: its alias, or the column it is; '' where the engine invents a name."""
    return projection.alias_or_name if isinstance(projection, (exp.Alias, exp.Column, exp.Dot)) else ""


def _position(parent: Query, child: Query) -> int:
    return next(place for place, cte in enumerate(parent.expressions) if cte is child)


def _sources(query: Query) -> Iterator[Query]:
    if (first := query.args.get("from_")) is not None:
        yield first.this
    for join in query.args.get("joins") or ():
        if join.kind not in ("SEMI", "ANTI"):
            yield join.this


def _source_named(query: Query, name: str) -> Query | None:
    return next((source for source in _sources(query) if source.alias_or_name.lower() == name.lower()), None)


def _all_columns(query: Query, ctes: Mapping[str, tuple[str, ...]]) -> list[str]:
    # `using (k)` yields k once, from the left
    merged = {column.name.lower() for join in query.args.get("joins") or () for column in join.args.get("using") or ()}
    columns: list[str] = []
    for place, source in enumerate(_sources(query)):
        columns += [name for name in _source_columns(source, ctes) if not (place and name.lower() in merged)]
    return columns


def _source_columns(source: Query | None, ctes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if source is None:
        return ("*",)
    if source.alias_column_names:
        return tuple(source.alias_column_names)
    if isinstance(source, exp.Subquery):
        return output_columns(source.this, ctes)
    if isinstance(source, exp.Table) and not source.db:
        return ctes.get(source.name.lower(), ("*",))
    return ("*",)
