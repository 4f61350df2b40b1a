"""From text to typed columns, a whole column at a time. Each converter raises `Unreadable` or `ArrowInvalid`."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.common.privacy import Privacy
from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.kinds import ARROW, Kind
from connectors.yandex_metrica.parsing import scalars, texts
from connectors.yandex_metrica.parsing.arrays import Unreadable
from connectors.yandex_metrica.parsing.lines import as_numpy
from connectors.yandex_metrica.parsing.lists import lists

Convert = Callable[[pa.Array], pa.Array]
REFUSALS = (Unreadable, pa.ArrowInvalid)
NEVER_REFUSED: frozenset[Kind] = frozenset({"text", "code", "address"})
TAKES_GAPS: frozenset[Kind] = NEVER_REFUSED | {"gapped"}

WHAT: Mapping[Kind, str] = {
    "uint64": "a whole number below 2^64",
    "uint32": "a whole number below 2^32",
    "uint16": "a whole number below 2^16",
    "uint8": "a whole number below 2^8",
    "int32": "a whole number of 32 bits",
    "int16": "a whole number of 16 bits",
    "int8": "a whole number of 8 bits",
    "flag": "0 or 1",
    "date": "a date",
    "counter_time": "a time",
    "moscow_time": "a time",
    "text": "text",
    "code": "text",
    "gapped": "text, or an array of words",
    "address": "an address",
    "uint64s": "an array of whole numbers",
    "uint32s": "an array of whole numbers",
    "int64s": "an array of whole numbers",
    "int32s": "an array of whole numbers",
    "decimals": "an array of numbers below 10^14",
    "moscow_times": "an array of times",
    "texts": "an array of texts",
    "codes": "an array of texts",
}


def converter(field: Field, privacy: Privacy) -> Convert:
    """What turns a column of text into the field's type. Contacts in what people write are still there."""
    convert = _of_kind(field.kind, privacy)
    if field.required or field.kind in TAKES_GAPS:
        return convert
    return partial(_where_present, convert=convert, kind=field.arrow)


def _of_kind(kind: Kind, privacy: Privacy) -> Convert:
    match kind:
        case "uint64" | "uint32" | "uint16" | "uint8" | "int32" | "int16" | "int8":
            return partial(scalars.digits, kind=ARROW[kind])
        case "uint64s" | "uint32s" | "int64s" | "int32s":
            return partial(lists, convert=partial(scalars.digits, kind=ARROW[kind].value_type))
        case "flag":
            return scalars.flags
        case "date":
            return scalars.dates
        case "counter_time":
            return scalars.local_times
        case "moscow_time":
            return scalars.moscow_times
        case "moscow_times":
            return partial(lists, convert=scalars.moscow_times)
        case "decimals":
            return partial(lists, convert=scalars.amounts)
        case "address":
            return texts.addresses(privacy.address)
        case "text" | "code":
            return texts.codes
        case "texts" | "codes":
            return partial(lists, convert=lambda elements: elements)
        case "gapped":
            return texts.gapped_codes


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


def _where_present(column: pa.Array, convert: Convert, kind: pa.DataType) -> pa.Array:
    """What the vendor doesn't say is NULL: the visit happened, and is worth more than one number of it."""
    if not column.null_count:
        return convert(column)
    if column.null_count == len(column):
        return pa.nulls(len(column), kind)
    present = as_numpy(pc.is_valid(column))
    places = np.cumsum(present) - 1
    return convert(column.drop_null()).take(pa.array(places, mask=~present))
