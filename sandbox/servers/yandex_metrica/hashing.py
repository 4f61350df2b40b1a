"""Values that the company doesn't say, made from what it does: the same ones for the same visit, always."""

from functools import cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from sandbox.company.draws import Ints, Words, mix


def hashed(keys: Words, what: str) -> Words:
    """64 bits for each key; unlike keys have unlike ones."""
    return mix(keys + _salt(what))


def words(values: pa.Array) -> Words:
    """Identifiers as numpy has them."""
    found: Words = values.to_numpy(zero_copy_only=False).astype(np.uint64)
    return found


def below(keys: Words, what: str, limit: int) -> Ints:
    """A whole number from 0 to `limit` - 1 for each key."""
    return ((hashed(keys, what) >> np.uint64(32)) % np.uint64(limit)).astype(np.int64)


@cache
def _salt(what: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), "big"))
