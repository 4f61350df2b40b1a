"""How one file becomes one table: a mapping (or the headers themselves), checked against the file's header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb

from connectors.common.errors import BadInput, Problem
from connectors.files.header import LINE, ROW
from connectors.files.mapping import TableMapping
from connectors.files.tables import Table
from pipelines.lake.mapping.checks import nearest
from pipelines.lake.mapping.expressions import Expression, ExpressionParser
from pipelines.lake.mapping.meaning import Meaning
from pipelines.lake.mapping.sql_text import name as quoted
from pipelines.lake.privacy.free_text import dropped_columns
from pipelines.lake.privacy.shown import listed


class ColumnMissing(BadInput):
    """An expression reads a column that the file hasn't."""


@dataclass(frozen=True)
class TablePlan:
    """`where` is the mapping's place for sentences. `extra` are headers kept as JSON, for canonical files only.

    `refusals`: reason → the expression that is true for records which are refused for it. `dropped` are headers of a
    canonical file that are left out, because they hold names or free text.
    """

    table: Table
    where: str
    rules: dict[str, Expression]
    columns: dict[str, Expression]
    group_by: tuple[str, ...] = ()
    extra: tuple[str, ...] = field(default=())
    refusals: dict[str, Expression] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def grouped(self) -> bool:
        """Whether rows are aggregated to records."""
        return bool(self.group_by)

    @property
    def row_by_row(self) -> bool:
        """Whether each record depends on one row only, so that the file can be mapped in slices."""
        return not self.grouped and all(expression.kind == "row" for expression in self.computed.values())

    @property
    def computed(self) -> dict[str, Expression]:
        """What is computed of the mapped rows: columns by their names, refusals by theirs."""
        return {**self.columns, **{f"refuse.{reason}": expression for reason, expression in self.refusals.items()}}

    @property
    def reads(self) -> frozenset[str]:
        """The file's columns that it needs."""
        expressions = (*self.rules.values(), *self.computed.values())
        return frozenset(self.extra).union(*(expression.columns for expression in expressions)) - {ROW, LINE}

    @property
    def judged_by(self) -> frozenset[str]:
        """The file's columns that its rules look at."""
        return frozenset().union(*(rule.columns for rule in self.rules.values()))

    @property
    def contacts(self) -> frozenset[str]:
        """The file's columns that feed a canonical contact: they are hashed whole."""
        return self._read_by(column.name for column in self.table.columns if column.type == "contact")

    @property
    def exact(self) -> frozenset[str]:
        """The file's columns that feed identifiers, keys, numbers and days: bare digits in them are no phones."""
        return self._read_by(
            column.name
            for column in self.table.columns
            if column.type not in ("text", "contact")
            or column.name.endswith(("_id", "sku"))
            or column.name in self.table.key
        )

    @property
    def typed(self) -> frozenset[str]:
        """The file's columns that feed nothing but numbers, days and truths; not those by which a rule skips rows."""
        kinds = {column.name: column.type for column in self.table.columns}
        texts = [name for name in self.columns if kinds[name] in ("text", "contact")]
        return self._read_by(self.columns) - self._read_by(texts) - self.judged_by - frozenset(self.extra)

    @property
    def sql(self) -> str:
        """The text of its expressions."""
        return "\n".join(expression.sql for expression in (*self.rules.values(), *self.computed.values()))

    def _read_by(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.columns[name].columns for name in names if name in self.columns)) - {ROW, LINE}


def plan_tables(
    con: duckdb.DuckDBPyConnection, meaning: Meaning, tables: Iterable[Table], header: Sequence[str], file: str
) -> list[TablePlan]:
    """One plan a table. Raises Problem with a sentence that names the column, the file and what comes near."""
    parser = ExpressionParser(con)
    plans = []
    for table in tables:
        mapping = meaning.mapped(table)
        if mapping:
            plans.append(_mapped(parser, meaning, table, mapping))
        else:
            plans.append(_canonical(parser, table, header, meaning, file))
    for plan in plans:
        _check_columns(plan, header, file)
    return plans


def _mapped(parser: ExpressionParser, meaning: Meaning, table: Table, mapping: TableMapping) -> TablePlan:
    rules = {
        name: parser.parse(text, f"{meaning.where}, {table.name}.where.{name}") for name, text in mapping.where.items()
    }
    columns = {
        name: parser.parse(text, f"{meaning.where}, {table.name}.{name}") for name, text in mapping.columns.items()
    }
    refusals = {
        reason: parser.parse(text, f"{meaning.where}, {table.name}.refuse") for reason, text in mapping.refuse.items()
    }
    for name, rule in rules.items():
        if rule.kind != "row":
            raise Problem(
                "a rule decides about one row, and can't look at others.",
                where=f"{meaning.where}, {table.name}.where.{name}",
                mend="Take the aggregate out of it.",
            )
    for name, expression in columns.items():
        _check_kind(name, expression, tuple(mapping.group_by), f"{meaning.where}, {table.name}.{name}")
    for expression in refusals.values():
        _check_kind("refuse", expression, tuple(mapping.group_by), f"{meaning.where}, {table.name}.refuse")
    return TablePlan(table, meaning.where, rules, columns, tuple(mapping.group_by), refusals=refusals)


def _check_kind(name: str, expression: Expression, group_by: tuple[str, ...], where: str) -> None:
    if name in group_by and expression.kind != "row":
        raise Problem("a column of group_by can't be an aggregate.", where=where, mend="Take the aggregate out of it.")
    if not group_by and expression.kind == "aggregate":
        raise Problem("there is an aggregate, but no group_by.", where=where, mend="Say group_by: [the key's columns].")
    if group_by and expression.kind == "window":
        raise Problem("a window function can't stand beside group_by.", where=where, mend="Use an aggregate.")
    if group_by and name not in group_by and expression.kind == "row" and expression.columns:
        raise Problem(
            "the column is outside group_by and not aggregated.",
            where=where,
            mend=f"Write for instance min({expression.sql}), or add {name} to group_by.",
        )


def _canonical(parser: ExpressionParser, table: Table, header: Sequence[str], meaning: Meaning, file: str) -> TablePlan:
    found: dict[str, str] = {}
    for written in header:
        found.setdefault(written.strip().casefold(), written)
    said = {column.name: meaning.said[column.name] for column in table.columns if column.name in meaning.said}
    missing = [name for name in table.required if name not in found and name not in said]
    if missing:
        raise BadInput(
            f"{table.name} needs {', '.join(missing)}; the header has {listed(header)}.",
            where=file,
            mend=f"Name the columns so, or map them in config/sources/{file.split('/')[0]}.yaml.",
        )
    dropped = dropped_columns(table, header, meaning.keep)
    own = {name: quoted(written) for name, written in found.items() if written not in dropped}
    columns = {
        column.name: parser.parse(_or_else(own.get(column.name), said.get(column.name)), file)
        for column in table.columns
        if column.name in own or column.name in said
    }
    read = {found[name] for name in columns if name in own}
    extra = tuple(written for written in header if written not in read and written not in dropped)
    return TablePlan(table, file, {}, columns, extra=extra, dropped=dropped)


def _or_else(column: str | None, said: str | None) -> str:
    return f"coalesce({column}, {said})" if column and said else column or said or "null"


def _check_columns(plan: TablePlan, header: Sequence[str], file: str) -> None:
    known = {_folded(name) for name in (*header, ROW, LINE)}
    named = [*((f"where.{name}", rule) for name, rule in plan.rules.items()), *plan.computed.items()]
    for place, expression in named:
        for column in sorted(expression.columns):
            if _folded(column) not in known:
                best = nearest(column, header)
                hint = f"The nearest is “{best}”." if best else f"The header has {listed(header)}."
                raise ColumnMissing(
                    f"there is no column “{column}”, which {plan.table.name}.{place} in {plan.where} reads.",
                    where=file,
                    mend=hint,
                )


def _folded(name: str) -> str:
    """As DuckDB compares names: without regard to case, but only of Latin letters."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)
