"""The days of a report, each whole: in batches, in pages, and anew where the pages don't fit together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.common.errors import DaysUnreadable
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.problems import TooLong
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.asking import RANGE, request
from connectors.google_analytics.reports.parsing import page
from connectors.google_analytics.reports.periods import Period, periods
from connectors.google_analytics.reports.rows import text_names
from connectors.google_analytics.reports.said import Said, said_by, together

DAYS_A_BATCH = 5
ASKED_ANEW = 3
FEWEST_ROWS = 500


@dataclass(frozen=True)
class PulledDay:
    """All rows of a day as text, a batch for each page, and what the answers say of it."""

    day: date
    texts: pa.Table
    said: Said


class _TornError(Exception):
    """The pages of a day don't fit together."""


class Puller:
    """One report by the names that the API has now. Raises what the API raises, and `DaysUnreadable` for torn days."""

    def __init__(self, api: DataApi, report: ReportSpec, *, page_rows: int, currency: str | None) -> None:
        self._api, self._report, self._currency = api, report, currency
        self._page_rows = page_rows
        self._names = text_names(report)
        self._keys = self._names[: -len(report.metrics)]
        self._is_of_periods = report.grain == "periods"
        self._where = f"{api.where}, {report.name}"

    def days(self, days: Sequence[date]) -> Iterator[PulledDay]:
        """Up to five days, in order. Where they are too much for one answer, they are asked for in halves."""
        if len(days) == 1:
            yield self._day(days[0], None, 0)
            return
        limit = max(self._page_rows // DAYS_A_BATCH, 1)
        try:
            messages = self._api.batch_run_reports([self._request(day, limit) for day in days])
        except TooLong:
            half = len(days) // 2
            yield from self.days(days[:half])
            yield from self.days(days[half:])
            return
        if len(messages) != len(days):
            raise self._refused(f"{len(messages)} reports came for {len(days)} days.")
        for day, message in zip(days, messages, strict=True):
            yield self._day(day, message, limit)

    def _day(self, day: date, first: Any | None, limit: int) -> PulledDay:
        """From its first page, if that is there already."""
        for _ in range(ASKED_ANEW):
            try:
                return self._read(day, first, limit)
            except _TornError:
                first = None
        try:
            return self._read(day, first, limit)
        except _TornError as torn:
            raise self._refused(f"the rows of {day} can't be read whole: {torn}.") from None

    def _read(self, day: date, first: Any | None, limit: int) -> PulledDay:
        message, limit = (first, limit) if first is not None else self._page(day, 0)
        if not self._is_of_periods:
            texts, said = self._pages(day, message, limit)
            return PulledDay(day, texts, together(said))
        if message.row_count <= limit:
            texts, said = self._pages(day, message, limit)
        else:  # only the rows of one range have a total order
            parts = [(period, *self._pages(day, *self._page(day, 0, period), period)) for period in periods(day)]
            texts = pa.concat_tables([_with_period(part, period) for period, part, _ in parts])
            said = [each for _, _, told in parts for each in told]
        in_order = texts.select(self._names).sort_by([(name, "ascending") for name in self._keys])
        return PulledDay(day, in_order, together(said))

    def _pages(self, day: date, message: Any, limit: int, period: Period | None = None) -> tuple[pa.Table, list[Said]]:
        """The first page, and those after it."""
        names = [name for name in self._names if period is None or name != RANGE]
        batches, said, count, read = [], [said_by(message)], message.row_count, 0
        while True:
            batches.append(page(message, names, where=f"{self._where}, {day}"))
            expected = min(limit, count - read)
            read += batches[-1].num_rows
            if batches[-1].num_rows != expected:
                raise _TornError(f"a page has {batches[-1].num_rows} rows in place of {expected} (of {count} in all)")
            if read >= count:
                break
            message, limit = self._page(day, read, period)
            said.append(said_by(message))
            if message.row_count != count:
                raise _TornError(f"there were {count} at first, and {message.row_count} on a later page")
            if (said[-1].currency, said[-1].time_zone) != (said[0].currency, said[0].time_zone):
                raise _TornError("their currency or time zone is another one on a later page")
        texts = pa.Table.from_batches(batches)
        keys = [name for name in self._keys if name in names]
        if keys and len(batches) > 1 and _distinct(texts.select(keys)) < texts.num_rows:
            raise _TornError("a row is there twice")
        return texts, said

    def _page(self, day: date, offset: int, period: Period | None = None) -> tuple[Any, int]:
        """A page from this row on, and how many rows it may have. Where it takes too long, half of it is asked for."""
        while True:
            limit = self._page_rows
            try:
                return self._api.run_report(self._request(day, limit, offset, period)), limit
            except TooLong as refusal:
                if limit // 2 < FEWEST_ROWS:
                    raise self._refused(f"not even {limit} rows of {day} come in time: {refusal.what}") from None
                self._page_rows = limit // 2

    def _request(self, day: date, limit: int, offset: int = 0, period: Period | None = None) -> dict[str, Any]:
        return request(self._report, day, limit=limit, offset=offset, currency=self._currency, period=period)

    def _refused(self, what: str) -> DaysUnreadable:
        return DaysUnreadable(what, where=self._where, mend="Nothing of this day is loaded; a later run asks again.")


def _distinct(keys: pa.Table) -> int:
    """How many rows differ: by numbers in place of texts, for a grouping by texts takes ten times the memory."""
    found = np.zeros(keys.num_rows, np.int64)
    for column in keys.columns:
        coded = column.combine_chunks().dictionary_encode()
        _, found = np.unique(found * len(coded.dictionary) + coded.indices.to_numpy(), return_inverse=True)
    return int(found.max()) + 1


def _with_period(texts: pa.Table, period: Period) -> pa.Table:
    return texts.append_column(RANGE, pa.repeat(pa.scalar(period.grain), texts.num_rows))
