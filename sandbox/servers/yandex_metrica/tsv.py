"""Logs as text: tab-separated, escaped like ClickHouse's TSV, then quoted like CSV."""

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.servers.yandex_metrica.cells import array_cells, gapped, quoted, scalar_cells
from sandbox.servers.yandex_metrica.dialect import Dialect
from sandbox.servers.yandex_metrica.fields.attribution import PLACEHOLDER, prefix
from sandbox.servers.yandex_metrica.fields.catalogue import LogField

# typed as strings, and sent as arrays whose other places are empty
GAPPED = {"Messenger", "RecommendationSystem"}
# the one scalar moment that isn't the counter's own time; moments inside arrays are UTC+3 as well
UTC_PLUS_3 = "dateTimeUTC"


class Columns(Protocol):
    """Where the values of a log come from."""

    rows: int

    def column(self, field: LogField, model: str) -> pa.Array:
        """The values of a field; `model` holds for fields that don't name one."""
        ...


class Writer:
    """Writes the same fields again and again, in the dialect's order of columns."""

    def __init__(self, fields: Sequence[LogField], dialect: Dialect, model: str) -> None:
        in_order = sorted(fields, key=lambda field: field.asked.lower()) if dialect.columns == "sorted" else fields
        self._fields, self._dialect, self._model = list(in_order), dialect, model
        self._end = "\r\n" if dialect.crlf else "\n"

    def header(self) -> bytes:
        """The names of the columns."""
        return ("\t".join(self._name(field) for field in self._fields) + self._end).encode()

    def rows(self, columns: Columns) -> bytes:
        """A line a row, without the header."""
        if columns.rows == 0:
            return b""
        cells = [self._cells(columns.column(field, self._model), field) for field in self._fields]
        lines = pc.binary_join_element_wise(*cells, "\t")
        whole = pa.LargeListArray.from_arrays(pa.array([0, len(lines)], pa.int64()), lines)
        joined: bytes = pc.binary_join(whole, self._end)[0].as_buffer().to_pybytes()
        return joined + self._end.encode()

    def _name(self, field: LogField) -> str:
        if self._dialect.placeholder == "resolved":
            return field.asked.replace(PLACEHOLDER, prefix(self._model))
        return field.asked

    def _cells(self, values: pa.Array, field: LogField) -> pa.Array:
        kind = values.type
        if pa.types.is_list(kind):
            kind = kind.value_type
            cells = array_cells(values, escaped=self._dialect.text_arrays == "escaped")
        else:
            cells = scalar_cells(values, utc_plus_3=field.name == UTC_PLUS_3)
            if field.attributed and field.name in GAPPED:
                cells = gapped(cells)
        cells = pc.fill_null(cells, "")
        return quoted(cells) if pa.types.is_string(kind) else cells
