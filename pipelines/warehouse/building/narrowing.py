"""A query narrowed to some rows of what it reads: names of relations are replaced where they stand, as text."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from sqlglot.dialects import DuckDB
from sqlglot.tokens import TokenType

from pipelines.warehouse.names import quoted

_DUCKDB = DuckDB()
_BEFORE_A_RELATION = (TokenType.FROM, TokenType.JOIN, TokenType.COMMA)
_NAMES_AN_ALIAS = (TokenType.ALIAS, TokenType.VAR, TokenType.IDENTIFIER)


def narrowed(sql: str, rows: Mapping[str, str]) -> str:
    """The query that reads, in the place of each of these relations, what is given for it: a table, or a query in
    brackets.
    """
    parts, end = [], 0
    for start, stop, relation, is_named in _places(sql, frozenset(rows)):
        short = quoted(relation.split(".")[1])
        parts += [sql[end:start], rows[relation] if is_named else f"{rows[relation]} as {short}"]
        end = stop
    return "".join(parts) + sql[end:]


def readings(queries: Iterable[str], relations: Iterable[str]) -> dict[str, int]:
    """How often the queries read each of the relations."""
    wanted = frozenset(relations)
    found = dict.fromkeys(wanted, 0)
    for sql in queries:
        for _, _, relation, _ in _places(sql, wanted):
            found[relation] += 1
    return found


@lru_cache(maxsize=2048)
def _places(sql: str, wanted: frozenset[str]) -> tuple[tuple[int, int, str, bool], ...]:
    """Where relations stand after FROM, JOIN or a comma, and whether an alias follows."""
    tokens = _DUCKDB.tokenize(sql)
    found = []
    for place in range(len(tokens) - 2):
        schema, dot, name = tokens[place : place + 3]
        relation = f"{schema.text}.{name.text}".lower()
        if dot.token_type != TokenType.DOT or relation not in wanted:
            continue
        before = tokens[place - 1].token_type if place else None
        after = tokens[place + 3].token_type if place + 3 < len(tokens) else None
        if before in _BEFORE_A_RELATION and after != TokenType.DOT:
            found.append((schema.start, name.end + 1, relation, after in _NAMES_AN_ALIAS))
    return tuple(found)
