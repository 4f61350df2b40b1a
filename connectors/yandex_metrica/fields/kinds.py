"""The kinds of values that the Logs API sends, and the Arrow types that they become."""

from typing import Literal

import pyarrow as pa

Kind = Literal[
    "uint64", "uint32", "uint16", "uint8", "int32", "int16", "int8",  # digits
    "flag",  # 0 or 1
    "date", "counter_time", "moscow_time",  # a day; local to the counter; UTC+3 whatever the counter
    "text",  # may hold what people and sites write: contacts in it are replaced; '' is NULL
    "code",  # the vendor's own words and identifiers; '' is NULL
    "gapped",  # a code that may come as an array with gaps, `[,,,telegram]`
    "address",  # replaced by a keyed hash
    "uint64s", "uint32s", "int64s", "int32s",  # arrays of digits
    "decimals",  # an array of the vendor's floating-point numbers, kept to four decimals
    "moscow_times", "texts", "codes",  # arrays of the above
]  # fmt: skip

MONEY = pa.decimal128(18, 4)
ARROW: dict[Kind, pa.DataType] = {
    "uint64": pa.uint64(),
    "uint32": pa.uint32(),
    "uint16": pa.uint16(),
    "uint8": pa.uint8(),
    "int32": pa.int32(),
    "int16": pa.int16(),
    "int8": pa.int8(),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "counter_time": pa.timestamp("us"),
    "moscow_time": pa.timestamp("us"),
    "text": pa.string(),
    "code": pa.string(),
    "gapped": pa.string(),
    "address": pa.string(),
    "uint64s": pa.list_(pa.uint64()),
    "uint32s": pa.list_(pa.uint32()),
    "int64s": pa.list_(pa.int64()),
    "int32s": pa.list_(pa.int32()),
    "decimals": pa.list_(MONEY),
    "moscow_times": pa.list_(pa.timestamp("us")),
    "texts": pa.list_(pa.string()),
    "codes": pa.list_(pa.string()),
}
