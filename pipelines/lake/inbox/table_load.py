"""One table of one delivery: its records to the lake, its refused rows to the quarantine, and the balance."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.lake.balance import Balance
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.inbox.refusals import Refusals, any_unjudged
from pipelines.lake.inbox.reports import TableReport
from pipelines.lake.inbox.scan import ArchiveScan
from pipelines.lake.manifest import Manifest, new_load_id
from pipelines.lake.mapping.plan import TablePlan
from pipelines.lake.mapping.records import KEY, WRONG, Records
from pipelines.lake.mapping.rules import TextRules
from pipelines.lake.mapping.statements import REFUSED, SKIPPED, TAINTED, fates
from pipelines.lake.paths import Partition
from pipelines.lake.quarantine import Quarantine
from pipelines.lake.span import DateSpan
from pipelines.lake.storage import PartFile, commit, data_metadata

BATCH = 50_000


@dataclass(frozen=True)
class Delivery:
    """An archived file on its way into the lake. `version` is that of the mapping that loads it."""

    archived: Archived
    file_name: str
    arrival: int
    version: str
    now: datetime


class TableLoad:
    """Loads once: `prepare` writes beside the place, `commit` makes it visible. Nothing is left behind when closed."""

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
        self._span = DateSpan(plan.table)
        self._load_id = new_load_id()
        self._quarantine = Quarantine(partition, delivery.file_name, delivery.archived.sha256)
        self._part = PartFile(partition.data, plan.table.arrow_schema, data_metadata(self._load_id))
        self._refusals = Refusals(plan, self._quarantine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._part.discard()
        self._quarantine.discard()

    def prepare(self) -> Manifest:
        """Write the records, and check the balance."""
        refusals = self._refusals
        self._records.prepare()
        counts = dict(self._records.run(fates(self._plan), self._plan.judged_by).fetchall()) if self._plan.rules else {}
        refusals.unread(self._delivery.archived)
        if any_unjudged(list(counts)):
            refusals.unjudged(self._records)
        if self._plan.grouped:
            refusals.broken(self._records)
        self._write(self._part, refusals)
        skipped = {rule: counts.get(SKIPPED + rule, 0) for rule in self._plan.rules}
        balance = self._balance(self._part, refusals, sum(skipped.values()))
        balance.check(f"{self._partition.account}/{self._delivery.file_name}, {self._plan.table.name}")
        self._records.drop()
        return self._manifest(self._load_id, balance, skipped, refusals.unusable + refusals.rows)

    def commit(self, manifest: Manifest) -> TableReport:
        """Make what was prepared visible."""
        commit(self._partition, self._part, self._quarantine.finish(), manifest)
        return TableReport.of(manifest, self._refusals.reasons.sentences)

    def _write(self, part: PartFile, refusals: Refusals) -> None:
        table = self._plan.table
        keys = self._records.run_over(self._records.repeated_keys, table.key).fetchall() if table.unique else []
        repeated = frozenset(key for (key,) in keys)
        for mapped in self._records.batches(BATCH):
            batch, bad = mapped.batch, self._bad(mapped.batch, pa.array(sorted(repeated), pa.string()))
            if pc.any(bad).as_py():
                refusals.of_batch(batch.filter(bad), mapped.problems, repeated)
                batch = batch.filter(pc.invert(bad))
            canonical = self._canonical(batch)
            self._span.add(canonical)
            part.write(canonical)
        part.close()

    def _bad(self, batch: pa.RecordBatch, repeated: pa.Array) -> pa.Array:
        bad = pc.or_(pc.or_(batch.column(WRONG), batch.column(TAINTED)), pc.is_valid(batch.column(REFUSED)))
        return pc.or_(bad, pc.is_in(batch.column(KEY), value_set=repeated)) if len(repeated) else bad

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

    def _balance(self, part: PartFile, refusals: Refusals, skipped: int) -> Balance:
        money_columns = [column.name for column in self._plan.table.columns if column.money]
        grouped, mapped, money = self._records.run_over(self._records.totals, money_columns).fetchall()[0]
        archived = self._delivery.archived
        return Balance(
            read=archived.rows + sum(1 for _ in archived.refusals()),
            mapped=mapped,
            skipped=skipped,
            unusable=refusals.unusable,
            grouped=grouped,
            loaded=part.rows,
            refused=refusals.records,
            money_mapped=None if money is None else Decimal(money),
            money_loaded=None if money is None else self._money_in(part),
            money_refused=refusals.money,
        )

    def _money_in(self, part: PartFile) -> Decimal:
        """As the finished file has it, not as it was meant to be."""
        names = [column.name for column in self._plan.table.columns if column.money]
        stored = pq.read_table(part.close(), columns=names)
        return sum((Decimal(pc.sum(column).as_py() or 0) for column in stored.columns), Decimal(0))

    def _manifest(self, load_id: str, balance: Balance, skipped: dict[str, int], quarantined: int) -> Manifest:
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
            quarantined=quarantined,
            money_read=None if balance.money_mapped is None else str(balance.money_mapped),
            money_loaded=None if balance.money_loaded is None else str(balance.money_loaded),
            arrival=self._delivery.arrival,
            file_name=self._delivery.file_name,
            loaded_at=self._delivery.now.isoformat(timespec="seconds"),
            details={
                "sha256": self._delivery.archived.sha256,
                "mapping": self._delivery.version,
                "read_as": self._delivery.archived.read_as,
                "mapped": balance.mapped,
                "grouped": balance.grouped,
                "records_refused": balance.refused,
            },
        )
