"""Parquet files: streamed by batches, every value as the text that a CSV would hold."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.common.errors import BadInput
from connectors.common.stream import Rows
from connectors.files.batches import ROWS_PER_BATCH, text_rows, text_schema
from connectors.files.header import header_names, place
from connectors.files.numbers import FLOAT_EXACT, number_text

PLAIN_NUMBER = r"^0$|^-?[1-9]\d{0,14}$|^-?\d{1,9}\.\d{1,6}$"


class ParquetFile:
    """One Parquet file of plain columns."""

    def __init__(self, path: Path) -> None:
        self._where = place(path)
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowInvalid, OSError):
            raise BadInput("this Parquet file is damaged.", where=self._where, mend="Export it again.") from None
        self.header = header_names(self._file.schema_arrow.names, self._where)
        for field in self._file.schema_arrow:
            if pa.types.is_nested(field.type) or _is_opaque(field.type):
                raise BadInput(
                    f"the column “{field.name}” holds {field.type}, which is not a plain value.",
                    where=self._where,
                    mend="Leave it out, or write it as text.",
                )

    def pieces(self) -> Iterator[Rows]:
        """Batches of rows. Parquet has no broken rows: a damaged file is refused whole."""
        schema, first = text_schema(self.header), 1
        try:
            for batch in self._file.iter_batches(batch_size=ROWS_PER_BATCH):
                numbers = range(first, first + batch.num_rows)
                first += batch.num_rows
                yield text_rows([column_text(column) for column in batch.columns], numbers, numbers, schema)
        except (pa.ArrowInvalid, OSError):
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


def _is_opaque(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_duration(kind)
        or pa.types.is_interval(kind)
    )
