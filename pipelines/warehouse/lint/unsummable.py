"""A rate, a balance or a number of people is no sum of its parts: no model may add up a column that says so of itself.

`columns.yaml`, or the header of the model that has the column, tells by `additive: no` and `additive: distinct`. A
product or a quotient is another number, and a condition only looks: neither is added up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from pipelines.warehouse.lint.bodies import body_of, branches, sources_named
from pipelines.warehouse.models.columns import ColumnNote
from pipelines.warehouse.models.lineage import Query

PEOPLE = "distinct"
UNSUMMABLE = frozenset({"no", PEOPLE})
_SAME_VALUE = (exp.Coalesce, exp.Cast, exp.TryCast, exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Round)
_ONE_OF = (exp.Least, exp.Greatest)


@dataclass(frozen=True)
class Added:
    """A column that `text` adds up. `relation` has it; None where the query itself computes it."""

    text: str
    column: str
    relation: str | None
    where: str

    def objection(self, note: ColumnNote | None) -> str | None:
        """What is wrong with adding up a column of which this is said, and what to read instead."""
        if note is None or note.additive not in UNSUMMABLE:
            return None
        if note.additive == PEOPLE:
            return (
                f"{self.text} adds up {self.column}, which are people, each counted once: who stands in two rows "
                "would count twice. Count them anew with count(distinct …), or read marts.web_users, which has every "
                "period."
            )
        meaning = note.description[:1].lower() + note.description[1:]
        return (
            f"{self.text} adds up {self.column}, which is no sum ({meaning}). Add up what it is made of, and compute "
            "it anew."
        )


def added_columns(query: Query) -> Iterator[tuple[Query, str, str | None]]:
    """Each sum, with the columns that it adds up: as they are called where they come from, and the relation there."""
    for total in query.find_all(exp.Sum):
        select = total.find_ancestor(exp.Select)
        if select is not None:
            for column, relation in dict.fromkeys(_origins(total.this, select)):
                yield total, column, relation


def _origins(expression: Query, select: Query) -> Iterator[tuple[str, str | None]]:
    for column in _values(expression):
        name = column.name.lower()
        sources = list(sources_named(select, column.table))
        if len(sources) == 1:
            yield from _of_source(sources[0], name, select)
        else:
            # of several, nobody says whose it is: a name means the same everywhere
            yield name, None


def _values(expression: Query) -> Iterator[Query]:
    """The columns whose values come through an expression."""
    if isinstance(expression, exp.Column):
        yield expression
    elif isinstance(expression, _SAME_VALUE + _ONE_OF):
        parts = [expression.this, expression.args.get("expression"), *(expression.args.get("expressions") or ())]
        for part in parts:
            if isinstance(part, exp.Expression):
                yield from _values(part)
    elif isinstance(expression, exp.Case):
        for branch in (*(each.args["true"] for each in expression.args["ifs"]), expression.args.get("default")):
            if branch is not None:
                yield from _values(branch)


def _of_source(source: Query, name: str, select: Query) -> Iterator[tuple[str, str | None]]:
    if isinstance(source, exp.Table) and source.db:
        yield name, f"{source.db}.{source.name}".lower()
        return
    parts = list(branches(body_of(source, select)))
    # the first branch gives the names, and the others follow it by place
    place = next((at for at, each in enumerate(parts[0].expressions) if _is(each, name)), None) if parts else None
    found = [origin for part in parts for origin in _of_branch(part, place, name)]
    yield from found or [(name, None)]


def _of_branch(select: Query, place: int | None, name: str) -> Iterator[tuple[str, str | None]]:
    if place is not None and place < len(select.expressions):
        # what is computed here has the meaning of its name
        yield from list(_origins(select.expressions[place].unalias(), select)) or [(name, None)]
    elif any(isinstance(each, exp.Star) for each in select.expressions):
        sources = list(sources_named(select, ""))
        if len(sources) == 1:
            yield from _of_source(sources[0], name, select)


def _is(projection: Query, name: str) -> bool:
    return bool(projection.alias_or_name.lower() == name)
