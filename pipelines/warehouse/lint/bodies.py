"""What the tables of a FROM stand for inside one query: its CTEs and subqueries, followed branch by branch."""

from collections.abc import Iterator

from sqlglot import exp

from pipelines.warehouse.models.lineage import Query, visible_ctes


def sources_named(select: Query, named: str) -> Iterator[Query]:
    """The tables of a select's FROM and JOINs that a column's prefix may mean; all of them for no prefix."""
    for part in (select.args.get("from_"), *(select.args.get("joins") or ())):
        if part is not None and named.lower() in ("", part.this.alias_or_name.lower()):
            yield part.this


def body_of(source: Query, select: Query) -> Query | None:
    """The query that a subquery or the name of a CTE stands for; None for a relation."""
    if isinstance(source, exp.Subquery):
        return source.this
    if not isinstance(source, exp.Table) or source.db or source.name.lower() not in visible_ctes(source):
        return None
    outer = select
    while outer is not None:
        for cte in outer.ctes if isinstance(outer, exp.Query) else ():
            if cte.alias.lower() == source.name.lower():
                # one that reads itself yields what its first branch does
                return cte.this if source.find_ancestor(exp.CTE) is not cte else None
        outer = outer.parent
    return None


def branches(query: Query | None) -> Iterator[Query]:
    """The selects whose rows a query unites, itself where it is one."""
    if isinstance(query, exp.SetOperation):
        yield from branches(query.left)
        yield from branches(query.right)
    elif isinstance(query, exp.Subquery):
        yield from branches(query.this)
    elif isinstance(query, exp.Select):
        yield query
