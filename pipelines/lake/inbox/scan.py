"""How the engine reads a file: as the relation `file`, once through for each statement, in bounded memory.

DuckDB holds the whole result of a statement that reads Arrow data, so that a long result is asked for slice by slice.
Texts come without the blanks around them, which Arrow trims twenty times as fast as SQL does.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.files.batches import text_schema
from connectors.files.header import LINE, ROW
from pipelines.lake.inbox.archive import Archived
from pipelines.lake.mapping.casts import BLANKS

ROWS_PER_BATCH = 25_000
BATCHES_PER_SLICE = 2


class HeaderScan:
    """A file of which only the header is known: statements are checked on it before anything is read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, header: Sequence[str]) -> None:
        self._con = con
        self._empty = pa.Table.from_batches([], text_schema(header))

    def whole(self, columns: frozenset[str] | None = None) -> None:
        """Ready the relation `file` for one statement."""
        self._con.register("file", self._empty)

    def slices(self) -> Iterator[pa.Table]:
        """There is nothing to read."""
        yield self._empty


class ArchiveScan:
    """An archived file, of which only the columns that are needed are read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, archived: Archived, columns: frozenset[str]) -> None:
        self._con = con
        self._archived = archived
        folded = {column.casefold() for column in columns}
        self._columns = [name for name in archived.header if name.casefold() in folded]
        self._schema = text_schema(self._columns)

    def whole(self, columns: frozenset[str] | None = None) -> None:
        """Ready the relation `file` for one statement, which looks at these `columns`: the others are NULL to it."""
        folded = None if columns is None else {column.casefold() for column in columns}
        wanted = [name for name in self._columns if folded is None or name.casefold() in folded]
        self._con.register("file", pa.RecordBatchReader.from_batches(self._schema, self._batches(wanted)))

    def slices(self) -> Iterator[pa.Table]:
        """The file in parts, which can be mapped by themselves."""
        waiting: list[pa.RecordBatch] = []
        for batch in self._batches(self._columns):
            waiting.append(batch)
            if len(waiting) == BATCHES_PER_SLICE:
                yield pa.Table.from_batches(waiting)
                waiting = []
        if waiting:
            yield pa.Table.from_batches(waiting)

    def _batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        file = pq.ParquetFile(self._archived.text)
        for batch in file.iter_batches(batch_size=ROWS_PER_BATCH, columns=[*wanted, ROW, LINE]):
            texts = [
                _trimmed(batch.column(name)) if name in wanted else pa.nulls(batch.num_rows, pa.string())
                for name in self._columns
            ]
            yield pa.RecordBatch.from_arrays([*texts, batch.column(ROW), batch.column(LINE)], schema=self._schema)


def _trimmed(column: pa.Array) -> pa.Array:
    tight = pc.utf8_trim(column, BLANKS)
    empty = pc.equal(tight, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), tight) if pc.any(empty).as_py() else tight
