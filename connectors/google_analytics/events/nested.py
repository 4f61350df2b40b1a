"""Nested columns of a batch as text, without making Python objects of them: fields by their path, parameters by key."""

from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.parquet import column_text
from connectors.google_analytics.events.leaves import KEYS, PARAMS, PATHS

VALUES = ("string_value", "int_value", "double_value", "float_value")


def event_texts(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Place → its text for each event; NULL where the file has no such place."""
    nothing = pa.nulls(batch.num_rows, pa.string())
    paths = {path: _at(batch, path) for path in PATHS}
    texts = {path: nothing if found is None else column_text(found) for path, found in paths.items()}
    params = dict.fromkeys((f"?{key}" for key in KEYS), nothing)
    return texts | params | {f"?{key}": text for key, text in _params(batch.column(PARAMS), KEYS)}


def text_size(column: pa.Array) -> int:
    """How many bytes of text are in it, however deep."""
    kind = column.type
    if pa.types.is_struct(kind):
        return sum(map(text_size, column.flatten()))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return text_size(pc.list_flatten(column))
    if not is_text(kind):
        return 0
    if pa.types.is_dictionary(kind):
        sizes = pc.binary_length(column.dictionary).take(column.indices)
    else:
        sizes = pc.binary_length(column)
    return int(pc.sum(pc.cast(sizes, pa.int64())).as_py() or 0)


def is_text(kind: pa.DataType) -> bool:
    """Whether it holds texts, each in its place or stored once."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _at(batch: pa.RecordBatch, path: str) -> pa.Array | None:
    top, *inner = path.split(".")
    if top not in batch.schema.names:
        return None
    found = batch.column(top)
    for name in inner:
        if not pa.types.is_struct(found.type) or found.type.get_field_index(name) < 0:
            return None
        found = pc.struct_field(found, name)
    return None if pa.types.is_nested(found.type) else found


def _params(params: pa.Array, keys: Collection[str]) -> Iterator[tuple[str, pa.Array]]:
    """Key → the value of its first occurrence in each event."""
    events, pairs = pc.list_parent_indices(params).to_numpy(), pc.list_flatten(params)
    names = column_text(pc.struct_field(pairs, "key"))
    wanted = pc.fill_null(pc.is_in(names, value_set=pa.array(list(keys), pa.string())), False)
    pairs, names, events = pairs.filter(wanted), names.filter(wanted), events[wanted.to_numpy(zero_copy_only=False)]
    for key in keys:
        places = np.flatnonzero(pc.equal(names, key).to_numpy(zero_copy_only=False))
        first = np.full(len(params), -1, dtype=np.int64)
        first[events[places][::-1]] = places[::-1]  # the last one written is the first of the event
        of_event = pa.array(first, mask=first < 0)
        yield key, _values(pc.struct_field(pairs.take(of_event), "value"))


def _values(values: pa.Array) -> pa.Array:
    """The one that is filled of a text, a whole number and two kinds of fractions."""
    there = [pc.struct_field(values, name) for name in VALUES if values.type.get_field_index(name) >= 0]
    texts = [column_text(each) for each in there if not pa.types.is_nested(each.type)]
    return pc.coalesce(*texts) if texts else pa.nulls(len(values), pa.string())
