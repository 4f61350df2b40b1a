"""The SQL of a table's columns: from what expressions give to finished values, and what is wrong with them.

Before a column's name, `r:`, `x:`, `d:`, `v:`, `p:` and `t:`: raw, trimmed, computed beforehand (a moment by the file's
formats), cast, problem, text of the problem.
"""

from collections.abc import Mapping

from connectors.files.header import ROW
from connectors.files.tables import Column, local_date
from pipelines.lake.mapping import casts
from pipelines.lake.mapping.conversion import MISSING, NO_TEXT, NOT_COMPUTED, conversion
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.sql_text import literal, name


class ColumnSql:
    """Of the columns that a plan maps; `values` is asked for first, and learns what the others need."""

    def __init__(self, plan: TablePlan, rules: TextRules) -> None:
        self.mapped = [column for column in plan.table.columns if column.name in plan.columns]
        self._plan = plan
        self._rules = rules
        self._reasons: dict[str, str] = {}
        self._dated: set[str] = set()  # columns that have a moment by the file's formats

    def values(self, mapped: str, given: Mapping[str, str]) -> str:
        """Every mapped column trimmed and cast: `x:`, `d:` and `v:`. `given` are the types of what expressions give."""
        trimmed, parsed, cast = [], ["*"], []
        for column in self.mapped:
            kind, raw, x = given["r:" + column.name], name("r:" + column.name), name("x:" + column.name)
            loose = kind == "VARCHAR" and not self._plan.columns[column.name].is_trimmed
            trimmed.append(f"{casts.trimmed(raw) if loose else raw} as {x}")
            place = f"{self._plan.where}, {self._plan.table.name}.{column.name}"
            beforehand = self._beforehand(column, kind, x)
            d = name("d:" + column.name) if beforehand else None
            if beforehand:
                parsed.append(f"{beforehand} as {d}")
            converted = conversion(column, kind, x, self._rules, place, d)
            cast.append(f"{converted.value} as {name('v:' + column.name)}")
            self._reasons[column.name] = converted.reason
        texts = f"select *, {', '.join(trimmed)} from {mapped}"
        return f"select *, {', '.join(cast)} from (select {', '.join(parsed)} from ({texts}))"

    def _beforehand(self, column: Column, kind: str, x: str) -> str | None:
        """What several parts of a cast look at, computed once: nothing else sees that they are the same."""
        if kind != "VARCHAR":
            return None
        if column.type in ("timestamp", "date") and self._rules.formats:
            self._dated.add(column.name)
            return casts.by_formats(x, self._rules)
        return f"lower({x})" if column.name == "currency" else None

    def _local_day(self, column: Column, zone: str) -> str:
        """By the format's moment where there is one, which is local: the day of an instant takes longer to tell."""
        value, x, d = (name(prefix + column.name) for prefix in ("v:", "x:", "d:"))
        by_instant = f"cast({value} at time zone {zone} as date)"
        if column.name not in self._dated:
            return by_instant
        return f"case when {d} is null or {casts.looks_iso(x)} then {by_instant} else cast({d} as date) end"

    @property
    def problems(self) -> str:
        """`p:` of every column: the reason why its value can't be taken; NULL where it can."""
        return ", ".join(map(self._problem, self.mapped))

    @property
    def wrong(self) -> str:
        """Whether a record has any problem."""
        problems = [name("p:" + column.name) for column in self.mapped]
        return f"({' or '.join(f'{problem} is not null' for problem in problems)})"

    def _problem(self, column: Column) -> str:
        x, value = name("x:" + column.name), name("v:" + column.name)
        cases = []
        if self._plan.columns[column.name].parts:
            cases.append(f"when {name('e:' + column.name)} then {literal(NOT_COMPUTED)}")
        if self._reasons[column.name] != literal(NO_TEXT):
            cases.append(f"when {x} is not null and {value} is null then {self._reasons[column.name]}")
        if column.required:
            cases.append(f"when {value} is null then {literal(MISSING)}")
        problem = f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"
        return f"{problem} as {name('p:' + column.name)}"

    def text_of(self, column: Column) -> str:
        """`t:`, what stands where there is a problem."""
        problem, seen, x = (name(prefix + column.name) for prefix in ("p:", "c:", "x:"))
        text = f"coalesce({seen}, cast({x} as varchar), '')"
        return f"case when {problem} is not null then {text} end as {name('t:' + column.name)}"

    def finished(self) -> list[str]:
        """The table's columns that come from the file, under their names."""
        zone = literal(self._rules.timezone)
        finished = []
        for column in self.mapped:
            value = name("v:" + column.name)
            if column.type == "timestamp":
                finished.append(f"make_timestamp(epoch_us({value})) as {name(column.name)}")
                finished.append(f"{self._local_day(column, zone)} as {name(local_date(column.name))}")
            elif column.default is not None:
                finished.append(f"coalesce({value}, {_default(column)}) as {name(column.name)}")
            else:
                finished.append(f"{value} as {name(column.name)}")
        mapped = self._plan.columns
        absent = [column for column in self._plan.table.columns if column.name not in mapped and column.default]
        finished += [f"{_default(column)} as {name(column.name)}" for column in absent]
        return [*finished, "extra", f"{ROW} as source_row"]


def _default(column: Column) -> str:
    kind = {"integer": "bigint", "boolean": "boolean"}.get(column.type, "varchar")
    return f"cast({literal(column.default or '')} as {kind})"
