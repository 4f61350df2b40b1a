"""From text to typed columns, a whole column at a time. Each converter raises `Unreadable` or `ArrowInvalid`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.yandex_metrica.fields.schema import Kind
from connectors.yandex_metrica.parsing.arrays import Unreadable, decode_array, unescape

Convert = Callable[[pa.Array], pa.Array]
REFUSALS = (Unreadable, pa.ArrowInvalid)

MOSCOW_OFFSET = timedelta(hours=3)  # dateTimeUTC is UTC+3, whatever its name says
LENGTH_OF_TIME = len("2026-01-05 10:00:00")
_PLAIN_NUMBERS = r"^\[\d+(,\d+)*\]$"
_PLAIN_TIMES = r"^\[\\'[0-9: -]{19}\\'(,\\'[0-9: -]{19}\\')*\]$"

WHAT: Mapping[Kind, str] = {
    "uint64": "a whole number below 2^64",
    "uint32": "a whole number below 2^32",
    "uint16": "a whole number below 2^16",
    "int32": "a whole number of 32 bits",
    "int16": "a whole number of 16 bits",
    "flag": "0 or 1",
    "date": "a date",
    "counter_time": "a time",
    "moscow_time": "a time",
    "text": "text",
    "gapped_text": "text, or an array of words",
    "uint32s": "an array of whole numbers",
    "moscow_times": "an array of times",
    "address": "an address",
}


def converters(pseudonym: Callable[[str], str]) -> Mapping[Kind, Convert]:
    """One converter a kind; `pseudonym` turns an address into its keyed hash."""
    return {
        "uint64": lambda column: _digits(column, pa.uint64()),
        "uint32": lambda column: _digits(column, pa.uint32()),
        "uint16": lambda column: _digits(column, pa.uint16()),
        "int32": lambda column: _digits(column, pa.int32()),
        "int16": lambda column: _digits(column, pa.int16()),
        "flag": _flag,
        "date": lambda column: _present(column).cast(pa.date32()),
        "counter_time": _time,
        "moscow_time": _utc,
        "text": _text,
        "gapped_text": _gapped_text,
        "uint32s": lambda column: _array(column, _PLAIN_NUMBERS, lambda elements: _digits(elements, pa.uint32())),
        "moscow_times": lambda column: _array(column, _PLAIN_TIMES, _utc),
        "address": lambda column: _each_distinct(column, pseudonym),
    }


def unreadable_rows(column: pa.Array, convert: Convert, first: int = 0) -> Iterator[int]:
    """The rows that `convert` refuses, by halving: it judges rows exactly as it judges a whole column."""
    try:
        convert(column)
    except REFUSALS:
        if len(column) == 1:
            yield first
            return
        half = len(column) // 2
        yield from unreadable_rows(column.slice(0, half), convert, first)
        yield from unreadable_rows(column.slice(half), convert, first + half)


def _present(column: pa.Array) -> pa.Array:
    if column.null_count:
        raise Unreadable("the value is missing")
    return column


def _digits(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Arrow alone would take `0x1F` for a number too."""
    unsigned = column if pa.types.is_unsigned_integer(kind) else pc.utf8_ltrim(column, "-")
    if not pc.all(pc.ascii_is_decimal(unsigned)).as_py() and len(column):
        raise Unreadable("digits only")
    return _present(column).cast(kind)


def _flag(column: pa.Array) -> pa.Array:
    yes = pc.equal(_present(column), "1")
    if not pc.all(pc.or_(yes, pc.equal(column, "0"))).as_py() and len(column):
        raise Unreadable("0 or 1")
    return yes


def _utc(column: pa.Array) -> pa.Array:
    return pc.subtract(_time(column), pa.scalar(MOSCOW_OFFSET, pa.duration("us")))


def _time(column: pa.Array) -> pa.Array:
    """Arrow alone would take a date for its midnight."""
    if not pc.all(pc.equal(pc.binary_length(_present(column)), LENGTH_OF_TIME)).as_py() and len(column):
        raise Unreadable("a date and a time")
    return column.cast(pa.timestamp("us"))


def _text(column: pa.Array) -> pa.Array:
    return _replaced(column, pc.match_substring(column, "\\"), unescape)


def _gapped_text(column: pa.Array) -> pa.Array:
    return _replaced(_text(column), pc.starts_with(column, "["), _last_word)


def _last_word(text: str) -> str | None:
    """`[,,,telegram]` → `telegram`. What the places mean isn't documented; only one was ever seen filled."""
    return next((word for word in reversed(decode_array(text)) if word), None)


def _replaced(column: pa.Array, where: pa.BooleanArray, change: Callable[[str], str | None]) -> pa.Array:
    where = pc.fill_null(where, False)
    if not pc.any(where).as_py():
        return column
    return pc.replace_with_mask(column, where, _each_distinct(column.filter(where), change))


def _each_distinct(column: pa.Array, change: Callable[[str], str | None]) -> pa.Array:
    """Values repeat; each is changed once."""
    encoded = column.dictionary_encode()
    changed = pa.array([change(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return changed.take(encoded.indices)


def _array(column: pa.Array, plain: str, convert: Convert) -> pa.Array:
    """Arrays in their usual form are split by Arrow, others are decoded one by one into the same form."""
    filled = pc.not_equal(_present(column), "[]")
    texts = column.filter(filled)
    unusual = pc.invert(pc.match_substring_regex(texts, plain))
    inner = pc.replace_substring(pc.utf8_slice_codeunits(texts, 1, -1), "\\'", "")
    inner = pc.replace_with_mask(inner, unusual, _decoded(texts.filter(unusual)))
    elements = pc.split_pattern(inner, ",")
    lengths = np.zeros(len(column), np.int32)
    lengths[filled.to_numpy(zero_copy_only=False)] = pc.list_value_length(elements).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), convert(elements.flatten()))


def _decoded(texts: pa.Array) -> pa.Array:
    arrays = [decode_array(text) for text in texts.to_pylist()]
    if any("," in element for elements in arrays for element in elements) or not all(arrays):
        raise Unreadable("numbers and times hold no commas")
    return pa.array([",".join(elements) for elements in arrays], pa.string())
