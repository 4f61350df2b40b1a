"""Amounts as brought differ in currency and VAT from row to row: no model may add them up as if they didn't.

An amount is as brought where its column is called `…_original`, or where it comes from staging by one of the
interchange files' names. What was multiplied by an exchange rate is converted.
"""

from collections.abc import Iterator

from sqlglot import exp

from pipelines.warehouse.lint.bodies import body_of, branches, sources_named
from pipelines.warehouse.models.lineage import Query

ADDING = (exp.Sum, exp.Avg)
SUFFIX = "_original"
CONVERTING = frozenset({"exchange_rate", "rate"})
AS_BROUGHT = frozenset({"amount", "cost", "cost_of_goods", "refunded_amount", "revenue"})
# one order, one source row: one currency and one VAT basis
RECORDS = frozenset({"order_id", "source_row", "lead_id"})
BASIS = frozenset({"currency", "vat_included"})


def mixed_sums(query: Query) -> Iterator[tuple[Query, str]]:
    """Each sum or average that may mix currencies or VAT bases, and the sentence about it."""
    for total in query.find_all(*ADDING):
        select = total.find_ancestor(exp.Select)
        if select is None or _is_of_one_basis(_groups(total, select)):
            continue
        for column in total.find_all(exp.Column):
            if _is_as_brought(column, select):
                yield (
                    total,
                    f"{total.sql(dialect='duckdb')} adds amounts of any currency and VAT basis. Add amounts in the "
                    "reporting currency (core_sales_events, core_ad_costs_daily), or group by currency and "
                    "vat_included.",
                )
                break


def _is_of_one_basis(names: set[str]) -> bool:
    plain = {name.removesuffix(SUFFIX) for name in names}
    return bool(names & RECORDS) or plain >= BASIS


def _groups(total: Query, select: Query) -> set[str]:
    """Names of the columns by which it is grouped, or its window parted."""
    outer = total.parent
    while isinstance(outer, exp.Filter):
        outer = outer.parent
    if isinstance(outer, exp.Window) and outer.this.find(type(total)) is total:
        parts = outer.args.get("partition_by") or []
    else:
        group = select.args.get("group")
        parts = [_by_number(part, select) for part in group.expressions] if group is not None else []
    return {part.name.lower() for part in parts if isinstance(part, exp.Column)}


def _by_number(part: Query, select: Query) -> Query:
    """`group by 1` means the first column."""
    if isinstance(part, exp.Literal) and part.name.isdecimal() and 0 < int(part.name) <= len(select.expressions):
        return select.expressions[int(part.name) - 1].unalias()
    return part


def _is_as_brought(column: Query, select: Query) -> bool:
    name = column.name.lower()
    if name.endswith(SUFFIX):
        return True
    return any(_brings(source, name, select) for source in sources_named(select, column.table))


def _brings(source: Query, name: str, select: Query) -> bool:
    if isinstance(source, exp.Table) and source.db:
        return source.db.lower() == "staging" and name in AS_BROUGHT
    return any(_yields(branch, name) for branch in branches(body_of(source, select)))


def _yields(select: Query, name: str) -> bool:
    """Whether the column of this name, or the `*` that it may come through, is an amount as brought."""
    for projection in select.expressions:
        if isinstance(projection, exp.Star):
            if any(_brings(source, name, select) for source in sources_named(select, "")):
                return True
        elif projection.alias_or_name.lower() == name:
            columns = list(projection.find_all(exp.Column))
            converted = any(column.name.lower() in CONVERTING for column in columns)
            return not converted and any(_is_as_brought(column, select) for column in columns)
    return False
