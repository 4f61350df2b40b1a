"""Contacts taken out of what people write, in all columns of a block at once.

Whoever hides contacts looks for them with patterns that take milliseconds to prepare and long to search with. So the
texts are sifted first: most addresses of pages and words of campaigns can't hold a contact at all.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEWEST_DIGITS = 7  # of a telephone number
LONGEST_COUNTED = 255  # what a byte can count to; longer texts are looked at anyway


def without_contacts(columns: Sequence[pa.Array], hide: Callable[[pa.Array], pa.Array]) -> list[pa.Array]:
    """Columns of texts, or of lists of texts, with `hide` applied once to each distinct text that needs it."""
    texts = [column.values if pa.types.is_list(column.type) else column for column in columns]
    masks = [pa.array(_may_hold_contacts(column)) for column in texts]
    found = [column.filter(mask).dictionary_encode() for column, mask in zip(texts, masks, strict=True)]
    distinct = pa.concat_arrays([pa.array([], pa.string()), *(encoded.dictionary for encoded in found)])
    hidden = hide(distinct) if len(distinct) else distinct
    if hidden.equals(distinct):
        return list(columns)
    changed, first = [], 0
    for column, text, mask, encoded in zip(columns, texts, masks, found, strict=True):
        stand_ins = hidden.slice(first, len(encoded.dictionary)).take(encoded.indices)
        first += len(encoded.dictionary)
        changed.append(_with_texts(column, pc.replace_with_mask(text, mask, stand_ins)))
    return changed


def _may_hold_contacts(column: pa.Array) -> Any:
    """Texts with as many digits as a telephone number, or a sign that an e-mail address needs.

    That is an @, also as %40 in addresses of pages. Outside of ASCII there are other signs for it, and other digits.
    """
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return np.zeros(len(column), bool)
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    signs = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    digits = signs - np.uint8(ord("0")) < 10
    telling = (signs == ord("@")) | (signs == ord("%")) | (signs >= 0x80)
    long = np.diff(ends) > LONGEST_COUNTED
    return long | (_counted(digits, ends) >= FEWEST_DIGITS) | (_counted(telling, ends) > 0)


def _counted(signs: Any, ends: Any) -> Any:
    """How many of these signs each text has, modulo 256: the differences of a sum may well overflow."""
    if not signs.any():
        return np.zeros(len(ends) - 1, np.uint8)
    sums = np.zeros(len(signs) + 1, np.uint8)
    np.cumsum(signs, dtype=np.uint8, out=sums[1:])
    return np.diff(sums[ends])


def _with_texts(column: pa.Array, texts: pa.Array) -> pa.Array:
    if not pa.types.is_list(column.type):
        return texts
    return pa.ListArray.from_arrays(column.offsets, texts, mask=column.is_null() if column.null_count else None)
