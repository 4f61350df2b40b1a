"""The business dates that a delivery's rows have: what the warehouse must compute anew."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.tables import Table, local_date

# bookkeeping, validity and planning: nothing that is counted happens on these dates; web events have their own day
NO_EVENTS = {
    *("updated_at", "approved_at", "acknowledged_at", "published_at", "valid_from", "launched_on"),
    "happened_at",
}


class DateSpan:
    """From the first to the last date of any event in the batches that were added; None where there is none."""

    def __init__(self, table: Table) -> None:
        self.first: date | None = None
        self.last: date | None = None
        events = [column for column in table.columns if column.name not in NO_EVENTS]
        self._columns = [column.name for column in events if column.type == "date"]
        self._columns += [local_date(column.name) for column in events if column.type == "timestamp"]

    def add(self, batch: pa.RecordBatch) -> None:
        """Rows in the table's schema."""
        for name in self._columns:
            ends = pc.min_max(batch.column(name)).as_py()
            if ends["min"] is not None:
                self.first = min(self.first or ends["min"], ends["min"])
                self.last = max(self.last or ends["max"], ends["max"])
