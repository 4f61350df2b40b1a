"""One table of one delivery: its records to the lake, its refused rows to the quarantine, and the balance."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.common.stream import Fact
from connectors.files.header import LINE
from connectors.files.masking import masked
from pipelines.lake.archive import Archived
from pipelines.lake.balance import Balance
from pipelines.lake.conversion import NOT_COMPUTED
from pipelines.lake.manifest import Manifest, new_load_id
from pipelines.lake.paths import Partition
from pipelines.lake.plan import TablePlan
from pipelines.lake.quarantine import Quarantine
from pipelines.lake.records import KEY, Records
from pipelines.lake.reports import Refusals, TableReport
from pipelines.lake.rules import TextRules
from pipelines.lake.scan import ArchiveScan
from pipelines.lake.span import DateSpan
from pipelines.lake.sql_text import name as quoted
from pipelines.lake.statements import FAILED, SIZE, SKIPPED, TAINTED, failed_rows, fates, guarded
from pipelines.lake.storage import PartFile, commit, data_metadata, heal

BATCH = 50_000
REPEATED = "the key repeats in this file"
TAINT = "another row of the same record was refused"
UNJUDGED = "the rule can't be computed"


@dataclass(frozen=True)
class Delivery:
    """An archived file on its way into the lake. `version` is that of the mapping that loads it."""

    archived: Archived
    file_name: str
    arrival: int
    version: str
    now: datetime


class TableLoad:
    """Loads once. Nothing is visible before `run` returns."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        plan: TablePlan,
        rules: TextRules,
        partition: Partition,
        delivery: Delivery,
    ) -> None:
        self._plan, self._partition, self._delivery = plan, partition, delivery
        self._records = Records(con, plan, rules, ArchiveScan(con, delivery.archived, plan.reads))
        self._refusals = Refusals()
        self._unusable = self._refused = self._refused_rows = 0
        self._money = next((column.name for column in plan.table.columns if column.money), None)
        self._money_refused = Decimal(0)
        self._span = DateSpan(plan.table)
        self._fates: dict[str | None, int] = {}

    def run(self) -> tuple[Manifest, TableReport]:
        """Write the records, check the balance, and make them visible."""
        heal(self._partition)
        load_id = new_load_id()
        part = PartFile(self._partition.data, self._plan.table.arrow_schema, data_metadata(load_id))
        archived = self._delivery.archived
        self._quarantine = Quarantine(self._partition, self._delivery.file_name, archived.sha256)
        try:
            self._records.prepare()
            self._fates = dict(self._records.run(fates(self._plan)).fetchall()) if self._plan.rules else {}
            self._refuse_unusable_rows()
            self._write(part)
            balance, skipped = self._balance(part)
            balance.check(f"{self._partition.account}/{self._delivery.file_name}, {self._plan.table.name}")
            manifest = self._manifest(load_id, balance, skipped)
            commit(self._partition, part, self._quarantine.finish(), manifest)
            self._records.drop()
        finally:
            part.discard()
            self._quarantine.discard()
        report = TableReport(
            table=self._plan.table.name,
            read=balance.read,
            loaded=balance.loaded,
            skipped=balance.skipped,
            quarantined=manifest.quarantined,
            reasons=self._refusals.sentences,
        )
        return manifest, report

    def _refuse_unusable_rows(self) -> None:
        """Rows that the reader couldn't read, that a rule couldn't judge, that a group can't be computed with."""
        for unread in self._delivery.archived.refusals():
            self._refuse(unread.line, unread.column, unread.reason, unread.text)
            self._unusable += 1
        if any(fate and fate.startswith(FAILED) for fate in self._fates):
            for line, rule, text in self._records.run(failed_rows(self._plan)).fetchall():
                self._refuse(line, f"where.{rule}", UNJUDGED, masked(text))
                self._unusable += 1
        columns = guarded(self._plan)
        if self._plan.grouped and columns:
            shown = ", ".join(f"{quoted('e:' + column)}, {quoted('c:' + column)}" for column in columns)
            broken = self._records.run(f"select {LINE}, {shown} from {self._records.broken}").fetchall()
            for line, *flags in broken:
                for column, failed, text in zip(columns, flags[::2], flags[1::2], strict=True):
                    if failed:
                        self._refuse(line, column, NOT_COMPUTED, masked(text))
                self._unusable += 1

    def _write(self, part: PartFile) -> None:
        repeated = None
        if self._plan.table.unique:
            keys = [key for (key,) in self._records.run(self._records.repeated_keys).fetchall()]
            repeated = pa.array(keys, pa.string()) if keys else None
        for batch in self._records.batches(BATCH):
            bad = self._bad(batch, repeated)
            if pc.any(bad).as_py():
                self._refuse_records(batch.filter(bad), repeated)
                batch = batch.filter(pc.invert(bad))
            record_batch = self._canonical(batch)
            self._span.add(record_batch)
            part.write(record_batch)
        part.close()

    def _bad(self, batch: pa.RecordBatch, repeated: pa.Array | None) -> pa.Array:
        bad = batch.column(TAINTED)
        for name in self._plan.columns:
            problems = batch.column("p:" + name)
            if problems.null_count < len(problems):
                bad = pc.or_(bad, pc.is_valid(problems))
        return bad if repeated is None else pc.or_(bad, pc.is_in(batch.column(KEY), value_set=repeated))

    def _refuse_records(self, batch: pa.RecordBatch, repeated: pa.Array | None) -> None:
        keys = set(repeated.to_pylist()) if repeated is not None else set()
        for row in batch.to_pylist():
            line = row[LINE]
            for name in self._plan.columns:
                if row["p:" + name]:
                    self._refuse(line, name, row["p:" + name], masked(row["t:" + name]))
            if row[KEY] is not None and row[KEY] in keys:
                self._refuse(line, ", ".join(self._plan.table.key), REPEATED, masked(row[KEY].replace("\x1f", " | ")))
            if row[TAINTED]:
                self._refuse(line, None, TAINT, "")
            self._refused += 1
            self._refused_rows += row[SIZE]
            self._money_refused += (row[self._money] if self._money else None) or Decimal(0)

    def _refuse(self, line: int, column: str | None, reason: str, text: str) -> None:
        self._quarantine.add(line, column, reason, text)
        self._refusals.add(line, column, reason)

    def _canonical(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        constants = {"folder": self._partition.account, "delivery": self._partition.name}
        arrays, given = [], set(batch.schema.names)
        for each in self._plan.table.arrow_schema:
            if each.name in constants:
                arrays.append(pa.repeat(pa.scalar(constants[each.name]), batch.num_rows))
            elif each.name in given:
                arrays.append(batch.column(each.name).cast(each.type))
            else:
                arrays.append(pa.nulls(batch.num_rows, each.type))
        return pa.RecordBatch.from_arrays(arrays, schema=self._plan.table.arrow_schema)

    def _balance(self, part: PartFile) -> tuple[Balance, dict[str, int]]:
        skipped = {rule: self._fates.get(SKIPPED + rule, 0) for rule in self._plan.rules}
        records, rows, money = self._one(self._records.totals)
        archived = self._delivery.archived
        balance = Balance(
            read=archived.rows + sum(1 for _ in archived.refusals()),
            mapped=rows,
            skipped=sum(skipped.values()),
            unusable=self._unusable,
            grouped=records,
            loaded=part.rows,
            refused=self._refused,
            money_mapped=None if money is None else Decimal(money),
            money_loaded=self._money_in(part),
            money_refused=self._money_refused,
        )
        return balance, skipped

    def _money_in(self, part: PartFile) -> Decimal | None:
        """As the finished file has it, not as it was meant to be."""
        if self._money is None:
            return None
        total = pc.sum(pq.read_table(part.close(), columns=[self._money]).column(0)).as_py()
        return Decimal(total or 0)

    def _manifest(self, load_id: str, balance: Balance, skipped: dict[str, int]) -> Manifest:
        details: dict[str, Fact] = {
            "sha256": self._delivery.archived.sha256,
            "mapping": self._delivery.version,
            "mapped": balance.mapped,
            "grouped": balance.grouped,
            "records_refused": balance.refused,
        }
        return Manifest(
            load_id=load_id,
            source=self._partition.source,
            stream=self._partition.stream,
            account=self._partition.account,
            partition=self._partition.name,
            kind="delivery",
            date_from=self._span.first,
            date_to=self._span.last,
            rows=balance.loaded,
            rows_read=balance.read,
            skipped=skipped,
            quarantined=self._unusable + self._refused_rows,
            money_read=None if balance.money_mapped is None else str(balance.money_mapped),
            money_loaded=None if balance.money_loaded is None else str(balance.money_loaded),
            arrival=self._delivery.arrival,
            file_name=self._delivery.file_name,
            loaded_at=self._delivery.now.isoformat(timespec="seconds"),
            details=details,
        )

    def _one(self, sql: str) -> Any:
        row = self._records.run(sql).fetchone()
        assert row is not None
        return row
