"""What a table's load refuses: to the quarantine, to the report, and counted for the balance."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from connectors.files.header import LINE
from connectors.files.masking import masked
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.inbox.reports import Reasons
from pipelines.lake.mapping.conversion import NOT_COMPUTED
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.mapping.records import KEY, Problems, Records
from pipelines.lake.mapping.sql_text import name as quoted
from pipelines.lake.mapping.statements import FAILED, REFUSED, SIZE, TAINTED, failed_rows, guarded
from pipelines.lake.quarantine import Quarantine

REPEATED = "the key repeats in this file"
TAINT = "another row of the same record was refused"
UNJUDGED = "the rule can't be computed"


class Refusals:
    """`unusable` rows of the file never became a record; `records` did, of `rows` rows, with `money` in them."""

    def __init__(self, plan: TablePlan, quarantine: Quarantine) -> None:
        self.reasons = Reasons()
        self.unusable = self.records = self.rows = 0
        self.money = Decimal(0)
        self._plan = plan
        self._quarantine = quarantine
        self._money = next((column.name for column in plan.table.columns if column.money), None)

    def unread(self, archived: Archived) -> None:
        """Rows that the reader could not read."""
        for row in archived.refusals():
            self._add(row.line, row.column, row.reason, row.text)
            self.unusable += 1

    def unjudged(self, records: Records) -> None:
        """Rows that a rule can't judge."""
        for line, rule, text in records.run(failed_rows(self._plan)).fetchall():
            self._add(line, f"where.{rule}", UNJUDGED, masked(text))
            self.unusable += 1

    def broken(self, records: Records) -> None:
        """Rows that a group can't be computed with."""
        columns = guarded(self._plan)
        for line, *flags in _broken(records, columns):
            for column, failed, text in zip(columns, flags[::2], flags[1::2], strict=True):
                if failed:
                    self._add(line, column, NOT_COMPUTED, masked(text))
            self.unusable += 1

    def of_batch(self, batch: pa.RecordBatch, problems: Problems, repeated: frozenset[str]) -> None:
        """Records with a problem of their own, of their key, or of a row that their group lacks."""
        for row in batch.to_pylist():
            line = row[LINE]
            for name, problem, text in problems.get(row["source_row"], ()):
                self._add(line, name, problem, masked(text))
            if row[KEY] in repeated:
                self._add(line, ", ".join(self._plan.table.key), REPEATED, masked(row[KEY].replace("\x1f", " | ")))
            if row[REFUSED]:
                self._add(line, None, row[REFUSED], "")
            if row[TAINTED]:
                self._add(line, None, TAINT, "")
            self.records += 1
            self.rows += row[SIZE]
            self.money += (row.get(self._money) if self._money else None) or Decimal(0)

    def _add(self, line: int, column: str | None, reason: str, text: str) -> None:
        self._quarantine.add(line, column, reason, text)
        self.reasons.add(line, column, reason)


def any_unjudged(fates: Sequence[str | None]) -> bool:
    """Whether a rule failed on any row."""
    return any(fate and fate.startswith(FAILED) for fate in fates)


def _broken(records: Records, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    shown = ", ".join(f"{quoted('e:' + column)}, {quoted('c:' + column)}" for column in columns)
    if columns:
        yield from records.run(f"select {LINE}, {shown} from {records.broken} order by {LINE}").fetchall()
