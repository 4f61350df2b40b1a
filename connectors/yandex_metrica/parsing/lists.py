"""Columns of arrays. Those in a usual form are split by Arrow, the others are decoded one by one."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.yandex_metrica.parsing.arrays import decode_array
from connectors.yandex_metrica.parsing.lines import as_numpy
from connectors.yandex_metrica.parsing.scalars import present

# pattern of the whole array, what stands before its first and after its last element, what stands between two
_FORMS = (
    (r"^\[[^'\x22\\,\[\] ]+(?:,[^'\x22\\,\[\] ]+)*\]$", 1, ","),
    (r"^\[\\'[^'\\]*\\'(?:,\\'[^'\\]*\\')*\]$", 3, r"\',\'"),
    (r"^\['[^'\\]*'(?:,'[^'\\]*')*\]$", 2, "','"),
)


def lists(column: pa.Array, convert: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Arrays, their elements converted together. Arrays repeat, `[]` most of all: each is decoded once."""
    encoded = present(column).dictionary_encode()
    if len(encoded.dictionary) > len(column) // 2:
        return _converted(column, convert)
    return _converted(encoded.dictionary, convert).take(encoded.indices)


def _converted(column: pa.Array, convert: Callable[[pa.Array], pa.Array]) -> pa.Array:
    split = _split(column)
    offsets = np.zeros(len(split) + 1, np.int32)
    np.cumsum(pc.list_value_length(split).to_numpy(zero_copy_only=False), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), convert(split.flatten()))


def _split(column: pa.Array) -> pa.Array:
    """Arrays of text, in the order of the column. Raises `Unreadable`."""
    places = np.arange(len(column))
    empty = as_numpy(pc.equal(column, "[]"))
    split, found = [_no_elements().take(pa.array(np.zeros(empty.sum(), np.int32)))], [places[empty]]
    places = places[~empty]
    for pattern, brackets, between in _FORMS:
        if not len(places):
            break
        rest = column.take(pa.array(places))
        fits = pc.match_substring_regex(rest, pattern)
        inner = pc.binary_slice(rest.filter(fits).cast(pa.binary()), brackets, -brackets).cast(pa.string())
        split.append(pc.split_pattern(inner, between))
        found.append(places[as_numpy(fits)])
        places = places[~as_numpy(fits)]
    unusual = column.take(pa.array(places)).to_pylist()
    split.append(pa.array([decode_array(text) for text in unusual], pa.list_(pa.string())))
    found.append(places)
    return pa.concat_arrays(split).take(pa.array(np.argsort(np.concatenate(found))))


@cache
def _no_elements() -> pa.Array:
    """Made at first use: `pa.array` imports pandas, which whoever only reads the definitions shouldn't wait for."""
    return pa.array([[]], pa.list_(pa.string()))
