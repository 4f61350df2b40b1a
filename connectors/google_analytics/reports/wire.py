"""The values of a page from the bytes of its message: a column at a time, where Python would take them one by one.

A message is its fields one after another, each with a tag and a length (protobuf.dev, encoding). Rows that have the
same fields in the same order are read in parallel: where the first value ends in each row, the second one begins.
"""

from typing import Any

import numpy as np
import pyarrow as pa

# tags: the field's number × 8 + 2, for what has a length; after that of the values in a row, that of the text in them
ROWS, DIMENSION, METRIC = 0x1A, (0x0A, 0x0A), (0x12, 0x22)
VARINT, WITH_LENGTH = 0, 2
MORE = 0x80  # set in each byte of a number but its last
LONGEST_NUMBER = 4  # bytes: of lengths below 2^28


def columns(data: bytes, dimensions: int, metrics: int) -> list[pa.Array] | None:
    """The texts of a serialised `RunReportResponse`; None for one that isn't made alike in all rows."""
    found = _rows(data)
    if found is None:
        return None
    at, ends = found
    signs = np.frombuffer(data + bytes(LONGEST_NUMBER + 2), np.uint8)
    texts = []
    for tag, tag_of_text in [DIMENSION] * dimensions + [METRIC] * metrics:
        # nothing is read beyond the message: a place that isn't within its row is found out before the next one
        if (at >= ends).any() or (signs[at] != tag).any():
            return None
        lengths, begin = _numbers(signs, at + 1)
        at = begin + lengths
        if (at > ends).any():
            return None
        inner, text = _numbers(signs, begin + 1)
        is_empty = lengths == 0
        if not (is_empty | ((signs[begin] == tag_of_text) & (text + inner == at))).all():
            return None
        texts.append(_strings(signs, np.where(is_empty, begin, text), np.where(is_empty, 0, inner)))
    return texts if (at == ends).all() else None


def _rows(data: bytes) -> tuple[Any, Any] | None:
    """Where the rows begin and end."""
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(data)
    while at < size:
        tag = data[at]
        length, shift = 0, 0
        while True:
            at += 1
            sign = data[at]
            length |= (sign & 0x7F) << shift
            if sign < MORE:
                break
            shift += 7
        at += 1
        if tag == ROWS:
            starts.append(at)
            at += length
            ends.append(at)
        elif tag < MORE and tag & 7 == WITH_LENGTH:
            at += length
        elif tag >= MORE or tag & 7 != VARINT:
            return None
    return np.array(starts, np.int64), np.array(ends, np.int64)


def _numbers(signs: Any, at: Any) -> tuple[Any, Any]:
    """The number that begins at each place, and where it ends."""
    sign = signs[at].astype(np.int64)
    value, at, shift = sign & 0x7F, at + 1, 7
    while (goes_on := sign >= MORE).any() and shift < 7 * LONGEST_NUMBER:
        sign = np.where(goes_on, signs[np.minimum(at, len(signs) - 1)], 0).astype(np.int64)
        value |= (sign & 0x7F) << shift
        at, shift = at + goes_on, shift + 7
    return value, at


def _strings(signs: Any, starts: Any, lengths: Any) -> pa.Array:
    offsets = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    places = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
    return pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(signs[places]))
