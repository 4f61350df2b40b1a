"""The SQL that turns mapped values into a table's records, each with what is wrong with it."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.header import LINE, ROW
from connectors.files.tables import Table
from pipelines.lake.mapping.column_sql import ColumnSql
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.sql_text import name
from pipelines.lake.mapping.statements import REFUSED, SIZE, TAINTED, broken_rows, mapped_groups, mapped_rows

KEY, WRONG = "~key", "~wrong"
LANES = 2
Problems = dict[int, list[tuple[str, str, str]]]


@dataclass(frozen=True)
class Mapped:
    """Records in the form of `Records.select`; `problems` of those that are `~wrong`, by `source_row`."""

    batch: pa.RecordBatch
    problems: Problems


class Scan(Protocol):
    """How `file` is read: for statements over the whole, and in slices."""

    def whole(self, columns: frozenset[str] | None = None) -> None:
        """Ready `file` for one statement that looks at these columns, or at all of them."""
        ...

    def slices(self) -> Iterator[pa.Table]:
        """The parts of `file`, one after the other."""
        ...


class Records:
    """The statements of one table over one file. Each reads `file` once through, and readies it before.

    What stands before a column's name in them, `column_sql` tells.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, plan: TablePlan, rules: TextRules, scan: Scan) -> None:
        self._con = con
        self._scan = scan
        self._plan = plan
        self.table: Table = plan.table
        self._columns = ColumnSql(plan, rules)
        self.broken = name(f"~broken {self.table.name}")
        self._mapped, self._made = name(f"~mapped {self.table.name}"), name(f"~values {self.table.name}")

    def prepare(self) -> None:
        """Make the views (for groups, tables); raises Problem where an expression doesn't give what its column is."""
        if self._plan.grouped:
            self.run(f"create or replace temp table {self.broken} as {broken_rows(self._plan)}")
            self.run(f"create or replace temp table {self._mapped} as {mapped_groups(self._plan, self.broken)}")
        else:
            self.run(f"create or replace view {self._mapped} as {mapped_rows(self._plan)}")
        given = dict(self.run(f"select column_name, column_type from (describe {self._mapped})").fetchall())
        kind = "temp view" if self._plan.grouped else "view"  # a cursor sees no other's temporary things
        self.run(f"create or replace {kind} {self._made} as {self._columns.values(self._mapped, given)}")

    def drop(self) -> None:
        """Free the memory of groups."""
        if self._plan.grouped:
            self.run(f"drop view {self._made}")
            self.run(f"drop table {self._mapped}")
            self.run(f"drop table {self.broken}")

    @property
    def select(self) -> str:
        """Every record: `_line`, `~size`, `~tainted`, `~refused`, `~wrong` (whether any column has a problem), `~key`
        and the table's columns that come from the file."""
        key = self.key if self.table.unique else "cast(null as varchar)"
        return (
            f"select {LINE}, {name(SIZE)}, {name(TAINTED)}, {name(REFUSED)}, {self._columns.wrong} as {name(WRONG)}, "
            f"{key} as {name(KEY)}, {', '.join(self._columns.finished())} from {self._judged}"
        )

    @property
    def wrong(self) -> str:
        """The records with a problem: `_row`, and for each mapped column the problem and its text."""
        told = [f"{name('p:' + column.name)}, {self._columns.text_of(column)}" for column in self._columns.mapped]
        return f"select {ROW}, {', '.join(told)} from {self._judged} where {self._columns.wrong}"

    @property
    def _judged(self) -> str:
        return f"(select *, {self._columns.problems} from {self._made})"

    @property
    def totals(self) -> str:
        """Records, their rows of the file, and the control sum of money; computed apart from what is written."""
        money = [column.name for column in self._columns.mapped if column.money]
        total = " + ".join(f"coalesce(sum({name('v:' + column)}), 0)" for column in money) or "null"
        return f"select count(*), coalesce(sum({name(SIZE)}), 0), {total} from {self._made}"

    @property
    def repeated_keys(self) -> str:
        """The keys, as one text, that more than one record has."""
        return f"select {self.key} from {self._made} where {self.key} is not null group by 1 having count(*) > 1"

    @property
    def key(self) -> str:
        """The key as one text; NULL where a part is missing."""
        parts = [f"cast({name('v:' + column)} as varchar)" for column in self.table.key]
        return " || chr(31) || ".join(parts)

    def run(self, sql: str, columns: frozenset[str] | None = None) -> duckdb.DuckDBPyConnection:
        """Execute a statement over the whole file, of which it looks at these columns, or at all of them."""
        self._scan.whole(columns)
        return self._con.execute(sql)

    def run_over(self, sql: str, canonical: Iterable[str]) -> duckdb.DuckDBPyConnection:
        """Execute a statement that looks at nothing but these canonical columns of the records."""
        expressions = [self._plan.columns[column] for column in canonical if column in self._plan.columns]
        return self.run(sql, self._plan.judged_by.union(*(expression.columns for expression in expressions)))

    def batches(self, rows_per_batch: int) -> Iterator[Mapped]:
        """All records in the form of `select`, in the order of the file, with what is wrong with them."""
        if not self._plan.row_by_row:
            problems = self._problems(self.run(self.wrong))
            for batch in self.run(f"{self.select} order by source_row").to_arrow_reader(rows_per_batch):
                yield Mapped(batch, problems)
            return
        lanes = [self._con.cursor() for _ in range(LANES)]
        waiting: deque[Future[list[Mapped]]] = deque()
        with ThreadPoolExecutor(LANES) as pool:
            for number, piece in enumerate(self._scan.slices()):
                if len(waiting) == LANES:
                    yield from waiting.popleft().result()
                waiting.append(pool.submit(self._slice, lanes[number % LANES], piece))
            while waiting:
                yield from waiting.popleft().result()

    def _slice(self, lane: duckdb.DuckDBPyConnection, piece: pa.Table) -> list[Mapped]:
        """DuckDB maps a relation of Arrow by one thread, and gives it back in its order, which is made sure."""
        lane.register("file", piece)
        made = lane.execute(self.select).to_arrow_reader(len(piece)).read_all()
        rows = made.column("source_row")
        if len(rows) > 1 and not pc.all(pc.less(rows[:-1], rows[1:])).as_py():
            made = made.sort_by("source_row")
        problems = self._problems(lane.execute(self.wrong)) if pc.any(made.column(WRONG)).as_py() else {}
        return [Mapped(batch, problems) for batch in made.to_batches()]

    def _problems(self, answer: duckdb.DuckDBPyConnection) -> Problems:
        """By row: column, problem and text."""
        found: Problems = {}
        for row, *told in answer.fetchall():
            triples = zip(self._columns.mapped, told[::2], told[1::2], strict=True)
            found[row] = [(column.name, problem, text) for column, problem, text in triples if problem]
        return found
