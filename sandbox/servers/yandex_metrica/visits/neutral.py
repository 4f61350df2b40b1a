"""What a field holds of which the company knows nothing: empty text, 0, an empty array."""

import numpy as np
import pyarrow as pa


def neutral(kind: str, rows: int) -> pa.Array:
    """Of the type, in ClickHouse's words."""
    if kind.startswith("Array("):
        return pa.ListArray.from_arrays(pa.array(np.zeros(rows + 1), pa.int32()), pa.array([], pa.string()))
    if kind == "String":
        return pa.repeat("", rows)
    return pa.repeat(0, rows)
