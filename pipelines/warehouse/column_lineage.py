"""Which columns a column is computed from, by sqlglot; asked for by documentation, so nothing is parsed in advance."""

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from connectors.files.tables import TABLES
from pipelines.warehouse.changes.state import LOADS_COLUMNS
from pipelines.warehouse.inputs.arrivals import ARRIVALS
from pipelines.warehouse.inputs.config_relations import CONFIG_RELATIONS
from pipelines.warehouse.models.model import Model, Models

Origin = tuple[str, str]


def source_columns(models: Models, api_schemas: Mapping[str, pa.Schema]) -> dict[str, tuple[str, ...]]:
    """The columns of every relation that a model can read: of models, the configuration, files and API streams."""
    return {
        **{model.relation: model.columns for model in models},
        **{relation: tuple(schema.names) for relation, schema in CONFIG_RELATIONS.items()},
        **{f"lake.files__{name}": tuple(table.arrow_schema.names) for name, table in TABLES.items()},
        "lake.loads": LOADS_COLUMNS,
        "lake.arrivals": tuple(ARRIVALS.names),
        **{f"lake.{stream}": (*schema.names, "account") for stream, schema in api_schemas.items()},
    }


def column_lineage(model: Model, columns: Mapping[str, Collection[str]]) -> dict[str, list[Origin]]:
    """Of each column, the (relation, column) pairs that its value comes from; none for a constant or a count of rows.

    `columns` gives the columns of the relations read, as `source_columns` does; an unqualified column of a relation
    that is missing there is attributed only where one relation is read.
    """
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for relation in model.inputs:
        if relation in columns:
            layer, name = relation.split(".", 1)
            schema.setdefault(layer, {})[name] = dict.fromkeys(columns[relation], "unknown")
    query = qualify(model.query.copy(), dialect="duckdb", schema=schema, validate_qualify_columns=False)
    scope = build_scope(query)
    tracer = _Tracer()
    return {name: sorted(tracer.output(scope, place)) for place, name in enumerate(model.columns)}


class _Tracer:
    """Follows columns through the scopes of one query, each output once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], frozenset[Origin]] = {}

    def output(self, scope: Scope, place: int) -> frozenset[Origin]:
        """What the column at a place of a scope's select list comes from."""
        key = (id(scope), place)
        if key not in self._known:
            self._known[key] = frozenset()  # a recursive CTE meets itself here
            self._known[key] = self._output(scope, place)
        return self._known[key]

    def _output(self, scope: Scope, place: int) -> frozenset[Origin]:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            branches = [self.output(branch, place) for branch in scope.set_operation_scopes]
            return frozenset[Origin]().union(*branches)
        selected = query.selects
        return self._expression(selected[place], scope) if place < len(selected) else frozenset()

    def _expression(self, expression: Any, scope: Scope) -> frozenset[Origin]:
        origins: set[Origin] = set()
        for node in expression.walk(prune=lambda part: isinstance(part, exp.Query)):
            if isinstance(node, exp.Query):
                inner = next((sub for sub in scope.subquery_scopes if sub.expression is node.unnest()), None)
                if inner is not None:
                    origins |= self.output(inner, 0)
            elif isinstance(node, exp.Column):
                origins |= self._column(node, scope)
        return frozenset(origins)

    def _column(self, column: Any, scope: Scope) -> frozenset[Origin]:
        source, outside = scope.sources.get(column.table), scope.parent
        while source is None and outside is not None:  # a subquery that speaks of the query around it
            source, scope, outside = outside.sources.get(column.table), outside, outside.parent
        if isinstance(source, exp.Table):
            return (
                frozenset({(f"{source.db}.{source.name}".lower(), column.name.lower())}) if source.db else frozenset()
            )
        if not isinstance(source, Scope):
            return frozenset()
        if isinstance(source.expression, exp.UDTF):
            return self._expression(source.expression, scope)
        return self._of_source(column, source, scope)

    def _of_source(self, column: Any, source: Scope, scope: Scope) -> frozenset[Origin]:
        names = [name.lower() for name in source.expression.named_selects]
        name = column.name.lower()
        return self.output(source, names.index(name)) if name in names else frozenset()
