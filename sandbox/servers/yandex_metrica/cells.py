"""Values as the cells of a log: numbers bare, text escaped once, text inside arrays twice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SECONDS = pa.timestamp("s")
THREE_HOURS = pa.scalar(3 * 3600, pa.duration("s"))
# the order matters: backslashes first, or the others' would be escaped again
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("'", "\\'"))
TO_ESCAPE = r"[\\\t\n\r']"
LARGEST_EXACT = 2.0**53


def scalar_cells(values: pa.Array, *, utc_plus_3: bool = False) -> pa.Array:
    """One value a cell; NULL stays NULL. Moments are sent as they are, or, kept in UTC, as UTC+3."""
    kind = values.type
    if pa.types.is_string(kind):
        return _escaped(values)
    if pa.types.is_boolean(kind):
        return values.cast(pa.uint8()).cast(pa.string())
    if pa.types.is_timestamp(kind):
        seconds = values.cast(SECONDS)
        return (pc.add(seconds, THREE_HOURS) if utc_plus_3 else seconds).cast(pa.string())
    return _floats(values) if pa.types.is_floating(kind) else values.cast(pa.string())


def array_cells(values: pa.ListArray, *, escaped: bool) -> pa.Array:
    """`[1,2]`; text and times in quotes, which are escaped once more, or not, as the vendor's notebook shows it."""
    flat = values.flatten()
    kind = flat.type
    elements = pc.fill_null(scalar_cells(flat, utc_plus_3=True), "")
    if pa.types.is_timestamp(kind) or pa.types.is_string(kind):
        mark = "\\'" if escaped else "'"
        inner = _escaped(elements) if escaped and pa.types.is_string(kind) else elements
        elements = pc.binary_join_element_wise(mark, inner, mark, "")
    lengths = pc.fill_null(pc.list_value_length(values), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    return pc.binary_join_element_wise("[", pc.binary_join(pa.ListArray.from_arrays(offsets, elements), ","), "]", "")


def gapped(cells: pa.Array) -> pa.Array:
    """`[,,,telegram]`; empty text stays empty."""
    is_empty = pc.equal(pc.fill_null(cells, ""), "")
    return pc.if_else(is_empty, "", pc.binary_join_element_wise("[,,,", cells, "]", ""))


def quoted(cells: pa.Array) -> pa.Array:
    """Only what holds a quote is quoted."""
    holds_quote = pc.match_substring(cells, '"')
    if not pc.any(holds_quote).as_py():
        return cells
    doubled = pc.binary_join_element_wise('"', pc.replace_substring(cells, '"', '""'), '"', "")
    return pc.if_else(holds_quote, doubled, cells)


def _escaped(values: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(values, TO_ESCAPE)).as_py():
        return values
    for plain, escaped in ESCAPES:
        values = pc.replace_substring(values, plain, escaped)
    return values


def _floats(values: pa.Array) -> pa.Array:
    """Whole numbers without a point and without an exponent, as ClickHouse prints them."""
    whole = pc.and_(pc.equal(values, pc.round(values)), pc.less(pc.abs(values), LARGEST_EXACT))
    digits = pc.if_else(whole, values, 0.0).cast(pa.int64()).cast(pa.string())
    return pc.if_else(whole, digits, values.cast(pa.string()))
