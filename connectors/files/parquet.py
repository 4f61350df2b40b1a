"""Parquet files: streamed by batches, every value as the text that a CSV would hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.common.errors import BadInput
from connectors.common.stream import Rejected, Rows
from connectors.files.batches import CELLS_PER_BATCH, CHARACTERS_PER_BATCH, ROWS_PER_BATCH, text_rows, text_schema
from connectors.files.header import header_names, place, visible
from connectors.files.layout import Candidate, Layout
from connectors.files.numbers import FLOAT_EXACT, number_text
from connectors.files.text_file import TextFile

MOST_ROWS = 1 << 27
LARGEST_UNPACKED = 512 << 20
LONGEST_VALUE = 131_072
PLAIN_NUMBER = r"^0$|^-?[1-9]\d{0,14}$|^-?\d{1,9}\.\d{1,6}$"


class ParquetFile:
    """One Parquet file of plain columns."""

    def __init__(self, path: Path) -> None:
        self._where = place(path)
        with self._reading():
            self._file = pq.ParquetFile(path)
            self._check_columns()
            self._check_size()
            # a text that comes a billion times is stored once: it is unfolded slice by slice
            self._file = pq.ParquetFile(path, read_dictionary=self._texts())

    def _texts(self) -> list[str]:
        return [field.name for field in self._file.schema_arrow if _is_text(field.type)]

    def _check_columns(self) -> None:
        for field in self._file.schema_arrow:
            if pa.types.is_nested(field.type) or _is_opaque(field.type):
                raise BadInput(
                    f"the column “{visible(field.name)}” holds {field.type}, which is not a plain value.",
                    where=self._where,
                    mend="Leave it out, or write it as text.",
                )

    def _check_size(self) -> None:
        facts = self._file.metadata
        if facts.num_rows > MOST_ROWS:
            raise self._too_large(f"{facts.num_rows} rows")
        for group in map(facts.row_group, range(facts.num_row_groups)):
            for column in map(group.column, range(group.num_columns)):
                if column.total_uncompressed_size > LARGEST_UNPACKED:
                    raise self._too_large(f"{column.total_uncompressed_size >> 20} MB in one piece of a column")

    def _too_large(self, what: str) -> BadInput:
        return BadInput(f"it has {what}.", where=self._where, mend="Export it in parts.")

    def candidates(self) -> Iterator[Candidate]:
        """The names of its columns: a Parquet file says itself what they are."""
        yield Candidate(tuple(self._file.schema_arrow.names), Layout())

    def table(self, layout: Layout | None = None) -> TextFile:
        """Its only table. Nothing of a layout but the default can hold for it."""
        header = header_names(self._file.schema_arrow.names, self._where)
        if layout and (layout.header_row, layout.header_rows) != (1, 1):
            raise BadInput("a Parquet file has no header rows.", where=self._where, mend="Export it as CSV or XLSX.")
        return TextFile(header, self._pieces(header))

    def _pieces(self, header: tuple[str, ...]) -> Iterator[Rows | Rejected]:
        """Batches of rows. Parquet has no broken rows: a damaged file is refused whole."""
        schema, first = text_schema(header), 1
        with self._reading():
            for batch in self._file.iter_batches(batch_size=min(ROWS_PER_BATCH, CELLS_PER_BATCH // len(header))):
                step = self._rows_at_once(batch)
                for part in (batch.slice(start, step) for start in range(0, batch.num_rows, step)):
                    numbers = range(first, first + part.num_rows)
                    first += part.num_rows
                    texts = [column_text(column) for column in part.columns]
                    for text in texts:
                        text.validate(full=True)
                    yield text_rows(texts, numbers, numbers, schema)

    def _rows_at_once(self, batch: pa.RecordBatch) -> int:
        """As many as can't exceed the size of a batch, were each text the longest one."""
        widest = 1
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_dictionary(column.type):
                longest = pc.max(pc.binary_length(column.dictionary)).as_py() or 0
                if longest > 4 * LONGEST_VALUE:
                    raise self._too_large(f"a value of {longest} bytes in the column “{visible(name)}”")
                widest += longest
        return max(1, CHARACTERS_PER_BATCH // widest)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            raise BadInput("this Parquet file is damaged.", where=self._where, mend="Export it again.") from None


def column_text(column: pa.Array) -> pa.Array:
    """A column of any plain type as text: decimals in full, moments in ISO, with Z where the type has a zone."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column_text(column.dictionary_decode())
    if pa.types.is_floating(kind):
        return _floats_text(column)
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us", tz="UTC" if kind.tz else None), safe=False)
    return pc.cast(column, pa.string())


def _floats_text(column: pa.Array) -> pa.Array:
    """Arrow's text is the shortest that reads back; only noisy, huge and missing numbers take the slow way."""
    texts = pc.cast(column, pa.string())
    plain = pc.match_substring_regex(texts, PLAIN_NUMBER)
    if pc.all(plain).as_py() is not False:
        return texts
    odd = pc.filter(texts, pc.invert(plain)).to_pylist()
    mended = pa.array([number_text(float(text), FLOAT_EXACT) if text else None for text in odd], pa.string())
    return pc.replace_with_mask(texts, pc.fill_null(pc.invert(plain), False), mended)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_opaque(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_duration(kind)
        or pa.types.is_interval(kind)
    )
