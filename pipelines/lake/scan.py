"""How the engine reads a file: as the relation `file`, once through for each statement, in bounded memory.

DuckDB holds the whole result of a statement that reads Arrow data, so that a long result is asked for slice by slice.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from connectors.files.batches import text_schema
from connectors.files.header import LINE, ROW
from pipelines.lake.archive import Archived

ROWS_PER_BATCH = 25_000
BATCHES_PER_SLICE = 4


class HeaderScan:
    """A file of which only the header is known: statements are checked on it before anything is read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, header: Sequence[str]) -> None:
        self._con = con
        self._empty = pa.Table.from_batches([], text_schema(header))

    def whole(self) -> None:
        """Ready the relation `file` for one statement."""
        self._con.register("file", self._empty)

    def slices(self) -> Iterator[None]:
        """There is nothing to read."""
        self.whole()
        yield


class ArchiveScan:
    """An archived file, of which only the columns that are needed are read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, archived: Archived, columns: frozenset[str]) -> None:
        self._con = con
        self._archived = archived
        folded = {column.casefold() for column in columns}
        self._columns = [*(name for name in archived.header if name.casefold() in folded), ROW, LINE]

    def whole(self) -> None:
        """Ready the relation `file` for one statement."""
        file = pq.ParquetFile(self._archived.text)
        batches = file.iter_batches(batch_size=ROWS_PER_BATCH, columns=self._columns)
        schema = text_schema([name for name in self._columns if name not in (ROW, LINE)])
        self._con.register("file", pa.RecordBatchReader.from_batches(schema, batches))

    def slices(self) -> Iterator[None]:
        """Ready the relation `file` for one statement a slice, one after the other."""
        waiting: list[pa.RecordBatch] = []
        file = pq.ParquetFile(self._archived.text)
        for batch in file.iter_batches(batch_size=ROWS_PER_BATCH, columns=self._columns):
            waiting.append(batch)
            if len(waiting) == BATCHES_PER_SLICE:
                self._con.register("file", pa.Table.from_batches(waiting))
                waiting = []
                yield
        if waiting:
            self._con.register("file", pa.Table.from_batches(waiting))
            yield
