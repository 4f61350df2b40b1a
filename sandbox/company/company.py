"""The demo company: its life is a function of (seed, calendar date), and its size a parameter."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from sandbox.company.arrivals import BLOCK, Arrivals, together
from sandbox.company.calendar import number
from sandbox.company.draws import Dice
from sandbox.company.enquirers import enquirers
from sandbox.company.passers import passers
from sandbox.company.regulars import regulars
from sandbox.company.robots import robots
from sandbox.company.shoppers import shoppers
from sandbox.company.visit_schema import LABELS, VISITS
from sandbox.company.visit_table import label_table, visit_table

SEED = 2026
SIZE = 3000


class Company:
    """`size` is the visits of an average day of 2026. Any day can be made alone, in any order."""

    def __init__(self, seed: int = SEED, size: int = SIZE) -> None:
        self.size = size
        self.dice = Dice(seed)

    def visits(self, day: date) -> pa.Table:
        """All visits that started on the day, on Moscow's clock, in the schema VISITS."""
        return _table((visit_table(self.dice, crowd) for crowd in self.crowds(day)), VISITS)

    def labels(self, day: date) -> pa.Table:
        """What those visits really are, in the schema LABELS: visit_id, date, channel, is_robot, family."""
        return _table((label_table(self.dice, crowd) for crowd in self.crowds(day)), LABELS)

    def stream_visits(self, days: Iterator[date] | list[date], batch_rows: int = BLOCK) -> Iterator[pa.RecordBatch]:
        """The visits of many days in batches of at most `batch_rows`, in bounded memory; a batch never spans days."""
        for day in days:
            for crowd in self.crowds(day):
                yield from visit_table(self.dice, crowd).to_batches(max_chunksize=batch_rows)

    def crowds(self, day: date) -> Iterator[Arrivals]:
        """The day's arrivals in crowds of about BLOCK; a small company's day is one crowd."""
        waiting: list[Arrivals] = []
        for part in self._arrivals(number(day)):
            waiting.append(part)
            if sum(map(len, waiting)) >= BLOCK:
                yield together(waiting)
                waiting = []
        if waiting:
            yield together(waiting)

    def _arrivals(self, day: int) -> Iterator[Arrivals]:
        yield from passers(self.dice, self.size, day)
        yield from regulars(self.dice, self.size, day)
        yield from shoppers(self.dice, self.size, day, day)
        yield from enquirers(self.dice, self.size, day, day)
        yield from robots(self.dice, self.size, day)


def _table(parts: Iterator[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()
