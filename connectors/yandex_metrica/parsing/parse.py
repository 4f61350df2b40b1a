"""From a part's bytes to typed visits: every row comes out as a row, or as a rejected one with its reason."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.yandex_metrica.fields.schema import PARALLEL_ARRAYS, Field
from connectors.yandex_metrica.parsing.blocks import blocks, header_and_rest
from connectors.yandex_metrica.parsing.convert import WHAT, converters, unreadable_rows
from connectors.yandex_metrica.parsing.lines import Flaw, TextRows, as_numpy, text_rows
from connectors.yandex_metrica.parsing.masking import masked

LONGEST_VALUE = 40


class LogParser:
    """Parses the parts of one log. `rows_read` counts the rows that came: good and rejected ones together."""

    def __init__(
        self, fields: Sequence[Field], first_day: date, last_day: date, pseudonym: Callable[[str], str]
    ) -> None:
        self._fields = {field.api: field for field in fields}
        self._schema = pa.schema([pa.field(field.column, field.arrow) for field in fields])
        self._first_day, self._last_day = first_day, last_day
        self._convert = converters(pseudonym)
        self.rows_read = 0

    def parse(self, chunks: Iterable[bytes], where: str) -> Iterator[Rows | Rejected]:
        """Batches of one part. Raises `BadInput` where its header doesn't hold exactly the fields asked for."""
        names, text = header_and_rest(blocks(chunks))
        if names:
            self._check_header(names, where)
        line = 2
        for block in text:
            rows, flaws = text_rows(block, names, line)
            line += block.count(b"\n")
            self.rows_read += len(rows.numbers) + len(flaws)
            batch, more_flaws = self._typed(rows)
            yield from (_rejected(flaw, where) for flaw in sorted(flaws + more_flaws, key=lambda flaw: flaw.line))
            if batch.num_rows:
                yield Rows(batch)

    def _check_header(self, names: list[str], where: str) -> None:
        wrong = {
            "misses": sorted(self._fields.keys() - set(names)),
            "has unasked": sorted(set(names) - self._fields.keys()),
            "repeats": sorted({name for name in names if names.count(name) > 1}),
        }
        for verb, fields in wrong.items():
            if fields:
                raise BadInput(
                    f"the header {verb} {masked(', '.join(fields), 200)}.",
                    where=where,
                    mend="The API has changed, or something between it and us; nothing of this log is loaded.",
                )

    def _typed(self, rows: TextRows) -> tuple[pa.RecordBatch, list[Flaw]]:
        table, flaws, good = rows.table, [], rows
        try:
            columns = self._columns(table)
        except ValueError:  # one cell is enough; only now is it worth finding which
            flaws = self._flawed_cells(rows)
            good = rows.only(_all_but(flaws, rows))
            columns = self._columns(good.table)
        batch = pa.RecordBatch.from_arrays(columns, schema=self._schema)
        flawed_rows = self._flawed_rows(batch, good)
        if flawed_rows:
            batch = batch.filter(_all_but(flawed_rows, good))
        return batch, flaws + flawed_rows

    def _columns(self, table: pa.Table) -> list[pa.Array]:
        return [self._convert[field.kind](_whole(table, field)) for field in self._fields.values()]

    def _flawed_cells(self, rows: TextRows) -> list[Flaw]:
        """The first wrong cell of each row that has any."""
        found: dict[int, Flaw] = {}
        for field in self._fields.values():
            column = _whole(rows.table, field)
            for row in unreadable_rows(column, self._convert[field.kind]):
                value = masked(column[row].as_py() or "", LONGEST_VALUE)
                found.setdefault(row, rows.flaw(row, field.column, f"«{value}» is not {WHAT[field.kind]}"))
        return list(found.values())

    def _flawed_rows(self, batch: pa.RecordBatch, rows: TextRows) -> list[Flaw]:
        """What only typed columns tell: a day that was not asked for, parallel arrays of unequal length."""
        found: dict[int, Flaw] = {}
        names = set(batch.schema.names)
        if "date" in names:
            days = batch.column("date")
            outside = pc.or_(pc.less(days, pa.scalar(self._first_day)), pc.greater(days, pa.scalar(self._last_day)))
            for row in map(int, np.flatnonzero(as_numpy(outside))):
                found[row] = rows.flaw(row, "date", f"{days[row]} is not a day that was asked for")
        for left, right in PARALLEL_ARRAYS:
            if {left, right} <= names:
                unequal = pc.not_equal(
                    pc.list_value_length(batch.column(left)), pc.list_value_length(batch.column(right))
                )
                for row in map(int, np.flatnonzero(as_numpy(unequal))):
                    found.setdefault(row, rows.flaw(row, right, f"its length is not that of {left}"))
        return list(found.values())


def _whole(table: pa.Table, field: Field) -> pa.Array:
    chunks = table.column(field.api).combine_chunks()
    return chunks.combine_chunks() if isinstance(chunks, pa.ChunkedArray) else chunks


def _all_but(flaws: list[Flaw], rows: TextRows) -> pa.BooleanArray:
    return pa.array(~np.isin(rows.numbers, [flaw.line for flaw in flaws]))


def _rejected(flaw: Flaw, where: str) -> Rejected:
    return Rejected(where, flaw.line, flaw.column, flaw.reason, masked(flaw.text))
