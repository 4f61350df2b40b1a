"""From columns of text to a typed batch, and what is wrong with the rows that have no place in it."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.privacy import Privacy
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.kinds import Kind
from connectors.yandex_metrica.parsing.contacts import without_contacts
from connectors.yandex_metrica.parsing.convert import NEVER_REFUSED, REFUSALS, WHAT, converter, unreadable_rows
from connectors.yandex_metrica.parsing.lines import Flaw, TextRows, as_numpy

WRITTEN_BY_PEOPLE: frozenset[Kind] = frozenset({"text", "texts"})


class Typing:
    """Types rows. A row is refused for the first of its cells that isn't what its field declares, or doesn't agree.

    A row agrees when its day was asked for, its counter is `counter_id` (where one is given), and its arrays of each
    group of `parallel` columns have one length. Arrays that are missing agree, unless they are the first of a group:
    nobody knows what the others tell of, if they have elements.
    """

    def __init__(
        self,
        asked: Mapping[str, Field],
        days: tuple[date, date],
        privacy: Privacy,
        parallel: Sequence[Sequence[str]],
        counter_id: int | None,
    ) -> None:
        self.schema = pa.schema([pa.field(field.column, field.arrow) for field in asked.values()])
        self._fields = [(name, field, converter(field, privacy)) for name, field in asked.items()]
        self._written = [place for place, (_, field, _) in enumerate(self._fields) if field.kind in WRITTEN_BY_PEOPLE]
        self._hide = privacy.texts
        self._names = {field.column: name for name, field in asked.items()}
        self._first_day, self._last_day = (pa.scalar(day, pa.date32()) for day in days)
        self._counter = None if counter_id is None else pa.scalar(counter_id, pa.uint64())
        groups = ([column for column in group if column in self._names] for group in parallel)
        self._parallel = [group for group in groups if len(group) > 1]

    def typed(self, rows: TextRows) -> tuple[pa.RecordBatch, list[Flaw]]:
        """The good rows, and a flaw for each of the others."""
        flaws, good = [], rows
        try:
            batch = self._batch(rows)
        except REFUSALS:  # one cell is enough; only now is it worth finding which
            flaws = self._unreadable(rows)
            good = rows.only(~np.isin(rows.numbers, [flaw.line for flaw in flaws]))
            batch = self._batch(good)
        disagreeing = self._disagreeing(batch, good)
        if disagreeing:
            batch = batch.filter(pa.array(~np.isin(good.numbers, [flaw.line for flaw in disagreeing])))
        return batch, flaws + disagreeing

    def _batch(self, rows: TextRows) -> pa.RecordBatch:
        columns = [convert(rows.batch.column(name)) for name, _, convert in self._fields]
        for place, column in zip(
            self._written, without_contacts([columns[place] for place in self._written], self._hide), strict=True
        ):
            columns[place] = column
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _unreadable(self, rows: TextRows) -> list[Flaw]:
        """The first wrong cell of each row that has any."""
        found: dict[int, Flaw] = {}
        for name, field, convert in self._fields:
            if field.kind in NEVER_REFUSED:
                continue
            for row in unreadable_rows(rows.batch.column(name), convert):
                if row not in found:
                    found[row] = rows.flaw(row, name, field.column, f"«{{}}» is not {WHAT[field.kind]}")
        return list(found.values())

    def _disagreeing(self, batch: pa.RecordBatch, rows: TextRows) -> list[Flaw]:
        """What only typed columns tell."""
        found: dict[int, Flaw] = {}

        def note(wrong: pa.BooleanArray, column: str, reason: str) -> None:
            for row in map(int, np.flatnonzero(as_numpy(wrong))):
                if row not in found:
                    found[row] = rows.flaw(row, self._names[column], column, reason)

        if "date" in self._names:
            days = batch.column("date")
            outside = pc.or_(pc.less(days, self._first_day), pc.greater(days, self._last_day))
            note(outside, "date", "{} is not a day that was asked for")
        if self._counter is not None and "counter_id" in self._names:
            note(pc.not_equal(batch.column("counter_id"), self._counter), "counter_id", "{} is another counter")
        for first, *others in self._parallel:
            length = pc.fill_null(pc.list_value_length(batch.column(first)), 0)
            for other in others:
                unequal = pc.not_equal(pc.list_value_length(batch.column(other)), length)
                note(pc.fill_null(unequal, False), other, f"its length is not that of {first}")
        return list(found.values())
