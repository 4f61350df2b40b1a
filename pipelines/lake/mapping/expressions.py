"""What a mapping's expression reads and how it may fail, told by DuckDB's own parser.

Its tree differs between DuckDB 1 and 2: we read what both have, and let it make the nodes that we add.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import duckdb

from connectors.common.errors import Problem
from pipelines.lake.mapping.text_expressions import Node, arguments, can_fail, gives_trimmed, nodes

FORBIDDEN = {
    "SUBQUERY": "a query inside an expression is not allowed",
    "STAR": "name the columns instead of *",
    "PARAMETER": "parameters are not allowed",
    "LAMBDA": "lambda functions are not allowed",
}


@dataclass(frozen=True)
class Expression:
    """One SQL expression over the file's columns.

    A `row` expression is computed for each row by itself, an `aggregate` over the rows of a group, a `window` over
    all rows. `parts` are the row expressions in it that may fail: what an aggregate sums, so that one bad row can be
    found. `is_trimmed` says that its text has no blanks around it.
    """

    sql: str
    kind: Literal["row", "aggregate", "window"]
    columns: frozenset[str]
    parts: tuple[str, ...]
    is_trimmed: bool


class ExpressionParser:
    """Parses expressions; never runs them."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con

    def parse(self, text: str, where: str) -> Expression:
        """Raises Problem, with `where`, for what is no single expression over the file's columns."""
        node = self._node(text, where)
        for inner in nodes(node):
            if (forbidden := FORBIDDEN.get(inner.get("class", ""))) is not None:
                raise Problem(f"{forbidden}: {text.strip()}", where=where)
        roots = list(_outermost(node, self._is_aggregate))
        for root in roots:
            self._guard_by_filter(root)
        windows = any(inner.get("class") == "WINDOW" for inner in nodes(node))
        parts = [part for root in roots for part in _computed(root)] if roots else [node]
        return Expression(
            sql=self._text(node),
            kind="window" if windows else "aggregate" if roots else "row",
            columns=frozenset(inner["column_names"][-1] for inner in nodes(node) if inner.get("class") == "COLUMN_REF"),
            parts=() if windows else tuple(self._text(part) for part in parts if can_fail(part)),
            is_trimmed=gives_trimmed(node),
        )

    def _node(self, text: str, where: str) -> Node:
        # the line break ends a comment that the expression may close with
        answer = json.loads(self._one("select json_serialize_sql(?)", f"select ({text}\n) from file"))
        if answer["error"]:
            raise Problem(f"this is not an expression: {text.strip()} ({answer['error_message']}).", where=where)
        statements = answer["statements"]
        selected = statements[0]["node"].get("select_list", [])
        if len(statements) != 1 or len(selected) != 1 or statements[0]["node"].get("where_clause"):
            raise Problem(f"this is not one expression: {text.strip()}", where=where)
        node: Node = selected[0]
        return node

    def _text(self, node: Node) -> str:
        statement = json.loads(self._one("select json_serialize_sql(?)", "select 1"))
        statement["statements"][0]["node"]["select_list"] = [{**node, "alias": ""}]
        text = self._one("select json_deserialize_sql(?)", json.dumps(statement))
        return text.removeprefix("SELECT ").removesuffix(";").strip()

    def _guard_by_filter(self, aggregate: Node) -> None:
        """DuckDB computes the arguments of all rows and filters afterwards: a row that is left out must not fail."""
        if not (condition := aggregate["filter"]):
            return
        for argument in arguments(aggregate):
            value = dict(argument)
            argument.clear()
            argument.update(self._node("case when true then true end", "a guard"))
            argument["case_checks"] = [{"when_expr": condition, "then_expr": value}]

    def _is_aggregate(self, node: Node) -> bool:
        return node.get("class") == "FUNCTION" and node["function_name"].lower() in self._aggregates

    @cached_property
    def _aggregates(self) -> frozenset[str]:
        names = self._con.execute(
            "select distinct function_name from duckdb_functions() where function_type = 'aggregate'"
        ).fetchall()
        return frozenset(name for (name,) in names) | {"count_star"}

    def _one(self, sql: str, value: str) -> str:
        # not fetchone: DuckDB 2 keeps a connection busy until its result is read to the end
        [(answer,)] = self._con.execute(sql, [value]).fetchall()
        return str(answer)


def _outermost(node: Any, wanted: Any) -> Iterator[Node]:
    if isinstance(node, dict):
        if wanted(node):
            yield node
            return
        for child in node.values():
            yield from _outermost(child, wanted)
    elif isinstance(node, list):
        for child in node:
            yield from _outermost(child, wanted)


def _computed(aggregate: Node) -> Iterator[Node]:
    """What an aggregate computes for each row."""
    yield from arguments(aggregate)
    if aggregate["filter"]:
        yield aggregate["filter"]
    for order in aggregate["order_bys"]["orders"]:
        yield order["expression"]
