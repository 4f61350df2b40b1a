"""The subset of SQL that every engine reads alike, as rules on the nodes of a parsed query."""

from collections.abc import Callable, Iterator

from sqlglot import exp

from pipelines.warehouse.lint.forbidden import DAYS, FUNCTIONS, NODES
from pipelines.warehouse.models.lineage import Query, column_name, visible_ctes

Rule = Callable[[Query], str | None]

_DAY_PARTS = {"dow", "isodow", "dayofweek", "weekday"}
_TABLE_FUNCTIONS = (exp.Unnest, exp.GenerateSeries, exp.GenerateDateArray, exp.GenerateTimestampArray, exp.Explode)


def objections(node: Query, *, is_check: bool = False) -> Iterator[str]:
    """What is wrong with a node, in sentences. A check may say `select *`: its columns go nowhere."""
    if (listed := NODES.get(type(node).__name__)) is not None:
        yield listed
    for rule in _RULES.get(type(node), ()):
        if (sentence := rule(node)) is not None and not (is_check and rule is _star):
            yield sentence


def _function(node: Query) -> str | None:
    name = node.name.lower()
    if name in ("date_part", "datepart") and node.expressions and node.expressions[0].name.lower() in _DAY_PARTS:
        return NODES["DayOfWeekIso"]
    return FUNCTIONS.get(name)


def _extract(node: Query) -> str | None:
    return NODES["DayOfWeekIso"] if node.name.lower() in _DAY_PARTS else None


def _difference(node: Query) -> str | None:
    both = _is_date(node.left) and _is_date(node.right)
    return f"date − date is a number on one engine and an interval on another. {DAYS}" if both else None


def _is_date(node: Query) -> bool:
    if isinstance(node, (exp.Cast, exp.TryCast)):
        return bool(node.to.this in exp.DataType.TEMPORAL_TYPES)
    if isinstance(node, exp.Column):
        name = node.name.lower()
        return name in _DATE_NAMES or name.endswith(_DATE_ENDINGS)
    if isinstance(node, (exp.Paren, exp.Min, exp.Max, exp.Coalesce, exp.Least, exp.Greatest, exp.Lag, exp.Lead)):
        return _is_date(node.this)
    if isinstance(node, (exp.Add, exp.Sub)):
        return isinstance(node.right, exp.Interval) and _is_date(node.left)
    if isinstance(node, (exp.Window, exp.Filter)):
        return _is_date(node.this)
    return isinstance(node, (exp.DateTrunc, exp.TimestampTrunc, exp.Date, exp.LastDay, exp.Placeholder))


_DATE_NAMES = frozenset(
    {"date", "day", "month", "valid_from", "valid_to", "period_start", "period_end", "today", "now"}
)
_DATE_ENDINGS = ("_at", "_date", "_on", "_month", "_from_date", "_day")


def _join(node: Query) -> str | None:
    if node.method == "ASOF":
        return "an ASOF join isn't portable. Join on the range, and keep one row by row_number()."
    if node.method == "POSITIONAL":
        return "a positional join depends on the order of rows. Join on a key."
    return "a natural join changes when a column is added. Name the columns." if node.method == "NATURAL" else None


def _group(node: Query) -> str | None:
    return "group by all isn't portable. Name the columns." if node.args.get("all") else None


def _order(node: Query) -> str | None:
    everything = any(ordered.this.name.upper() == "ALL" for ordered in node.expressions)
    return "order by all isn't portable. Name the columns." if everything else None


def _bracket(node: Query) -> str | None:
    split = isinstance(node.this.unnest(), (exp.Split, exp.RegexpSplit))
    return "the parts of string_split are counted differently between engines. Use split_part." if split else None


def _set_operation(node: Query) -> str | None:
    return "by name isn't portable. List the columns of both sides in one order." if node.args.get("by_name") else None


def _qualify(node: Query) -> str | None:
    rows = node.find(exp.RowNumber)
    return None if rows is not None else "qualify may only pick rows by row_number(): other ranks keep ties."


def _star(node: Query) -> str | None:
    """`select *` hides which columns come through, unless they are listed in the same file."""
    for projection in node.expressions:
        star = projection.this if isinstance(projection, exp.Column) else projection
        if not isinstance(star, exp.Star):
            continue
        if any(star.args.get(part) for part in ("except_", "replace", "rename")):
            return "select * exclude, replace or rename isn't portable. Name the columns."
        sources = [part.this for part in (node.args.get("from_"), *(node.args.get("joins") or ())) if part is not None]
        named = projection.table if isinstance(projection, exp.Column) else ""
        for source in sources:
            if named in ("", source.alias_or_name) and not _is_cte(source):
                return "select * may only read a CTE of the same file. Name the columns."
    return None


def _is_cte(source: Query) -> bool:
    return isinstance(source, exp.Table) and not source.db and source.name.lower() in visible_ctes(source)


def _table(node: Query) -> str | None:
    if isinstance(node.this, (exp.Identifier, *_TABLE_FUNCTIONS)):
        return None
    return "a model reads relations, not files or functions: only unnest and generate_series may stand here."


def _unnamed(node: Query) -> str | None:
    # only what a reader can see: the outermost select and the bodies of CTEs
    if not isinstance(node.parent, (type(None), exp.CTE)):
        return None
    for position, projection in enumerate(node.expressions, start=1):
        if not isinstance(projection, exp.Star) and not column_name(projection):
            return f"column {position} has no name: give it one with `as`."
    return None


_RULES: dict[type, tuple[Rule, ...]] = {
    exp.Anonymous: (_function,),
    exp.Extract: (_extract,),
    exp.Sub: (_difference,),
    exp.Join: (_join,),
    exp.Group: (_group,),
    exp.Order: (_order,),
    exp.Bracket: (_bracket,),
    exp.Union: (_set_operation,),
    exp.Except: (_set_operation,),
    exp.Intersect: (_set_operation,),
    exp.Qualify: (_qualify,),
    exp.Select: (_star, _unnamed),
    exp.Table: (_table,),
}
